/**
 * The inner loop of the search as JavaScript text for one width of states: queue of new states, visited
 * set, arena.
 *
 * States are rows of an append-only arena in breadth-first order (row 0 is not used), so the states
 * still to be expanded are a range of rows; each row has one word for its parent. The visited set is a
 * table of row numbers (state-table.ts). Successors of some states are collected first; those met lately
 * are dropped; then the home slots of the others are looked at, which lets the cache misses overlap, and
 * only then are they compared and stored.
 *
 * States that lie side by side in breadth-first order share successors, so half of all successors and more were
 * also found a short time ago: a direct-mapped array of states, small enough for the processor's cache, holds
 * the last one of each hash. What is in it has been stored, and need not be looked for in the table. With
 * symmetry it is asked before the state that stands for the orbit is looked for, which takes longer than that.
 *
 * Names in the text:
 *
 * | name          | meaning                                                        |
 * |---------------|----------------------------------------------------------------|
 * | `S`, `r`      | words and row of the state being expanded; -1 during `init`    |
 * | `P`, `n`      | queue of successors, and the number of words in it             |
 * | `M`           | definitions computed for that state                            |
 * | `C`, `V`, `T` | sites hit; first row of each finding; words queued by each step |
 * | `X`           | not 0 if a path from this state has not completed              |
 * | `F`, `D`, `Q1`... | failure, depth and further results of definitions          |
 * | `Z`           | what threads share, if there are several: parallel/control.ts  |
 *
 * Several threads add rows to one arena and one table without locks: an empty slot is claimed by compare-and-exchange
 * of its tag with a row number that no row has, the row is written, and then its number is stored.
 * Who finds such a claim with the tag that it looks for waits for the few instructions in between.
 */

import { fingerprintRows, fullRows, type CompactKernel, type RowText } from "./compact-rows.ts";
import type { EdgeKernel, EdgeParts } from "./edge-kernel.ts";
import { edgeDeclarations, edgeFunctions, edgeResult, predicatesText } from "./edge-kernel.ts";
import { handOver, KernelLayout } from "./kernel-layout.ts";
import type { Allocated } from "./kernel-space.ts";
import {
  COMMON_ARRAYS,
  MOST_NEAR,
  NATIVE_TABLE_EXPORTS,
  NATIVE_TABLE_IMPORTS,
  nativeTable,
} from "./native-table.ts";
import type { ImportedFunction, ModuleSource } from "./wasm/module.ts";
import {
  each,
  FIRST_TABLE_BITS,
  hashText,
  HOME,
  LARGEST_LOAD,
  NEXT,
  NEXT_MASK,
  sameText,
  tableFunctions,
  WRITTEN_OUT,
} from "./state-table.ts";
import { Control, type SharedSegment, type SharedTable } from "./parallel/control.ts";
import type { Callable } from "./wasm/web-assembly.ts";
import { walkDeclarations, walkFunctions, WALK_RESULT, type WalkKernel } from "./walk-kernel.ts";

/** Bytes that a segment of the arena should have. */
const SEGMENT_BYTES = 2 ** 21;
/** Successors that are looked up together. */
const BATCH = 512;
/** Rows that are added at most between two looks at the room there is. */
export const ROWS_AT_ONCE = BATCH + 1;
/** Rows whose words are copied for WebAssembly at once. */
const ROWS_COPIED = 64;
/** Bytes of the states met lately. */
const RECENT_BYTES = 2 ** 18;
/** The same while threads finish what they have begun, before they stop for the table to grow. */
const HIGHEST_LOAD = 0.95;
/** Where the kernel gets its memory, and what it asks for while threads share it. */
export interface KernelMemory {
  /** There is no room for what the threads may find next: comes back when there is. */
  readonly room: () => void;
  /** The table should grow, which it may only while the other threads are at rest. */
  readonly loaded: () => void;
  /** Another thread has made a segment: adopts it. */
  readonly fetch: () => void;
}

/** Memory of a search on one thread. */
export const PRIVATE_MEMORY: KernelMemory = {
  room: () => undefined,
  loaded: () => undefined,
  fetch: () => undefined,
};

/** What the text is given as `host`. */
export interface KernelHost {
  readonly memory: KernelMemory;
  /** Where the thread's part of the memory begins (kernel-layout.ts); what threads share is at its begin. */
  readonly buffer: SharedArrayBuffer;
  readonly base: number;
  /** Words of what threads share. */
  readonly controlWords: number;
  /** Zeroed memory; what is `lead` bytes behind its begin should be the begin of a line. */
  readonly allocate: (bytes: number, lead: number) => Allocated;
  /** Memory that need not be zeroed. */
  readonly allocateAny: (bytes: number) => Allocated;
  readonly free: (allocated: Allocated, bytes: number) => void;
  /** More states than this are not stored. */
  readonly maxStates: number;
  /** Replaces the words at an offset by those that stand for their orbit. */
  readonly canonical?: (queue: Int32Array, offset: number) => void;
  /** Takes a step, or looks at a property, by the reference evaluator. */
  readonly interpret: (what: number) => void;
  /** The number by which what a step costs is known. */
  readonly price?: (amounts: readonly number[]) => number;
  /** 1 if the pair of abstract states of a refinement is known to be right, else 0. */
  readonly isKnown: (place: number) => number;
  /** There is to be a segment more for states that wait, and rows up to a number; throws if there is no room. */
  readonly queueRoom?: (queueBytes: number, rows: number) => void;
}

/** A table that is to take over from one before. */
export interface Growth {
  /** Word of the first slot of that one, 0 if rows are entered, or -1; and its slots less one. */
  readonly at: number;
  readonly mask: number;
  /** Slots or rows. */
  readonly from: number;
  readonly to: number;
  readonly isNear: boolean;
}

/** What the text returns. */
export interface Kernel {
  /** Words of the state being expanded, its row, and successors of it found elsewhere. */
  readonly current: Int32Array;
  readonly currentRow: () => number;
  /** Per site of the instance: not zero if it was ever hit. */
  readonly sites: Uint8Array;
  /** By number of the finding: its first row, or 0. */
  readonly findings: Int32Array;
  /** Words of the state after a step that `interpret` is to look at. */
  readonly after: Int32Array;
  /** For each refinement: abstract states before and after a step. */
  readonly abstract: readonly { readonly before: Int32Array; readonly now: Int32Array }[];
  readonly push: (words: Int32Array) => void;
  /** The same for a step from the current state, which is looked at. */
  readonly take: (words: Int32Array) => void;
  /** Notes a path from the current state that did not complete. */
  readonly note: (finding: number) => void;
  /** Goes through `init` from the state in `current`, and stores the initial states. */
  readonly begin: () => void;
  /** Stores what has been pushed. */
  readonly flush: () => void;
  /** Expands the rows from `from` to `to`, and stores what is new. */
  readonly expand: (from: number, to: number) => void;
  /** The number behind the last row. */
  readonly rows: () => number;
  readonly load: (row: number, words: Int32Array) => void;
  readonly parent: (row: number) => number;
  /** A state was not stored because of `maxStates`. */
  readonly isFull: () => boolean;
  /** Words queued by each step. */
  readonly queued: Float64Array;
  /** What threads share: parallel/control.ts. */
  readonly control: Int32Array;
  /** From now on other threads add rows too. */
  readonly share: () => void;
  readonly table: () => SharedTable;
  readonly segments: () => readonly SharedSegment[];
  /** Rows that there are in each. */
  readonly segmentRows: number;
  /** Takes over the table and segments of another thread, from a segment of a number on. */
  readonly adopt: (table: SharedTable, first: number, segments: readonly SharedSegment[]) => void;
  /** Makes another segment. */
  readonly extend: () => SharedSegment;
  /** Makes a larger table; other threads must be at rest. */
  readonly grow: () => void;
  /** The same in pieces of what lies from a number to another, by all threads if it is near. */
  readonly beginGrowth: () => Growth;
  readonly growPiece: (at: number, mask: number, from: number, to: number) => void;
  readonly endGrowth: () => void;
  /** Takes the rows before a number, which are in the segments, to be those found; before other threads share it. */
  readonly restore: (end: number) => void;
  /** What WebAssembly is to import. */
  readonly natives: Readonly<Record<string, Callable>>;
  /** Functions in WebAssembly go on with what those in JavaScript did. */
  readonly goNative: (functions: Readonly<Record<string, Callable>>) => void;
  /** If temporal properties are to be looked at. */
  readonly edges?: EdgeKernel;
  /** Random walks, if they are wanted. */
  readonly walk?: WalkKernel;
  /** If states are compacted: `load` has only the rows that are not yet forgotten. */
  readonly compact?: CompactKernel;
}

export interface KernelParts {
  readonly words: number;
  readonly steps: number;
  readonly sites: number;
  readonly findings: number;
  /** For each refinement that is checked: words of an abstract state. */
  readonly abstract: readonly number[];
  /** Generated functions. */
  readonly functions: readonly string[];
  /** Statements that look at the properties of the state in `S`. */
  readonly properties: string;
  /** Statements that put the initial states into the queue. */
  readonly init: string;
  /** Statements for each step, in order. */
  readonly stepCalls: readonly string[];
  /** What must be true for each of them to be worth it; empty if that is not known. */
  readonly stepTests: readonly string[];
  /** Statements for a state without successors. */
  readonly stuck: string;
  /** There is a function `edge` of the words after a step, to be called for each step. */
  readonly hasEdge: boolean;
  readonly results: number;
  /** Words of definitions computed for each state. */
  readonly memos: number;
  /** Statements that compute them, which are also in `properties`. */
  readonly memo: string;
  readonly edges?: EdgeParts;
  /** Random walks are wanted. */
  readonly walks?: boolean;
  /** States are compacted to so many bits; not with edges, and not by several threads. */
  readonly fingerprintBits?: number;
}

/** Statements that put a successor into the queue, with edges also what they are labelled with. */
export function pushText(
  words: readonly { readonly text: string }[],
  labels?: { readonly costs: readonly { readonly text: string }[] },
): string {
  const store = words.map(({ text }, i) => `P[n${i === 0 ? "" : `+${i}`}]=${text};`);
  const costs = labels?.costs.map(({ text }) => text).join(",") ?? "";
  const price = costs === "" ? "" : `if(live!==0)LC[n]=price_(${costs});`;
  const end = labels === undefined ? "n+=W;" : `L[n]=K;${price}n+=W;`;
  if (words.length <= WRITTEN_OUT) return `if(n>=N)O();${store.join("")}${end}`;
  const changed = store.filter((_, i) => words[i]!.text !== `s${i}`);
  return `if(n>=N)O();P.set(S,n);${changed.join("")}${end}`;
}

/** Leaves the loop over slots if the state is in the row that slot `v` tells. */
const compareRow = (same: string): string => `if(((v^h)&~m)===0){const q=v&m;
if(q===m){while(Atomics.load(t,a)===v);continue;}
need(q>>>RB);
const s=seg[q>>>RB],o=(q&RM)*DW;if(${same})break;
if(Z!==undefined){Atomics.load(t,a);if(${same})break;}
}`;

/** The state of hash 0, where slots are hashes. */
const MARK_ZERO = `if(h===0){
const z=zero(tab);
if(z[0]===0){
if(Z!==undefined)claim(z,0,1,m,i,parent);
else if(store(i,parent)!==0)z[0]=1;
}
continue;}`;

/** The text of a kernel, and of the functions that it may be given as WebAssembly. */
export interface KernelCode {
  /** The body of a function of `host` that returns a `Kernel`. */
  readonly text: string;
  /** Functions that do the same in WebAssembly; not for random walks. */
  readonly source?: ModuleSource;
  /** Bytes of a thread's part of the memory. */
  readonly bytes: number;
}

export function kernelCode(parts: KernelParts): KernelCode {
  const { words, edges, fingerprintBits } = parts;
  const rowBits = Math.max(4, Math.floor(Math.log2(SEGMENT_BYTES / (4 * words))));
  const recent = 2 ** Math.max(4, Math.floor(Math.log2(RECENT_BYTES / (4 * words))));
  const row =
    fingerprintBits === undefined
      ? fullRows(words)
      : fingerprintRows(words, fingerprintBits, BATCH + 1);
  const load = each(words, (j) => `S[${j}]=s[o+${j}];`);
  const hash = hashText(words, "P", "i");
  const texts = { load, same: sameText(words), hash, memo: parts.memo };
  const walk = parts.walks && { ...parts, load };
  const keys = row.width === 1 && edges === undefined && fingerprintBits === undefined;
  const queue = BATCH * words;
  const layout = layoutOf(parts, recent);
  const functions = commonFunctions(parts);
  const { to, from } = handOver(handedNames(parts));
  const own = ownNames(parts).map((name) => `${name}=0`);
  // What rows are recorded for, or is not stored in full, is left to JavaScript.
  const hasTable = edges === undefined && fingerprintBits === undefined && !parts.walks;
  const near = hasTable ? (call: string): string => `${to}${call}${from}` : undefined;
  const text = `"use strict";
const W=${words},DW=${row.width},RB=${rowBits},RM=${2 ** rowBits - 1},N=${queue},MAX=host.maxStates;
const A=(words)=>{const p=host.allocateAny(4*words);areNear=areNear&&p.isNear;return new Int32Array(p.buffer,p.offset,words);};
let areNear=true,tabAt=-1,near_=0,most_=Math.min(MAX,2147483647),isShared=false;
${layout.declarations}
const RC=${recent - 1},z0=new Int32Array(W);
{const z=new Int32Array(W);do{z[0]++;}while(place(z)===place(z0));R[place(z0)*W]=z[0];}
function place(z){${hashText(words, "z", "0")}return h>>>8&RC;}
let n=0,r=0,f=0,X=0,rows=0,first=0,full=false,sink=0,native;
let ${own.join(",")};
const control=new Int32Array(host.buffer,0,host.controlWords);
let count=1,mask=${2 ** FIRST_TABLE_BITS - 1},tab=new Int32Array(0),Z;tab=slots(mask+1);
${fingerprintBits === undefined ? "const seg=[],par=[],isSegmentNear=[];" : "const seg=[A(DW<<RB)],par=[A(1<<RB)],isSegmentNear=[false];"}
function total(){if(Z===undefined)return count;const q=Atomics.load(Z,${Control.rows});return q>MAX?MAX+1:q;}
function B(x){x-=x>>>1&0x55555555;x=(x&0x33333333)+(x>>>2&0x33333333);return Math.imul(x+(x>>>4)&0x0f0f0f0f,0x01010101)>>>24;}
${words > WRITTEN_OUT ? "function same(s,o,i){for(let j=0;j<W;j++)if(s[o+j]!==P[i+j])return false;return true;}" : ""}
${tableFunctions(row.width, keys, near)}
function isNear(){return ${near ? "native!==undefined&&tabAt>=0&&near_===seg.length" : "false"};}
${near ? nearFunctions(row, from, to) : ""}
${row.functions}
function restore(end){count=end;while(count>(mask+1)*${LARGEST_LOAD})mask=${NEXT_MASK};enter();}
function store(i,parent){
const q=count;
if(q>MAX){full=true;return 0;}
const k=q>>>RB;
if(k===seg.length)extend();
const s=seg[k],o=(q&RM)*DW;${row.write}
par[k][q&RM]=parent;count=q+1;return q;
}
function extend(){${row.extend}areNear=true;addSegment(A(DW<<RB),A(1<<RB),areNear);return segment(seg.length-1);}
function segment(k){return{rows:seg[k],parents:par[k],isNear:isSegmentNear[k]};}
function addSegment(rows,parents,isNear){
const k=seg.length;seg.push(rows);par.push(parents);isSegmentNear.push(isNear);
${hasTable ? `if(isNear&&k===near_&&k<${MOST_NEAR}){SA_[k]=rows.byteOffset>>>2;PA_[k]=parents.byteOffset>>>2;near_=k+1;}` : ""}
}
function need(k){if(k<seg.length)return;if(isShared)host.memory.fetch();else extend();}
function claim(t,a,h,m,i,parent){
const alone=Z[${Control.alone}]!==0;
if(alone)t[a]=${keys ? "h" : "0"};
else if(Atomics.compareExchange(t,a,0,${keys ? "h" : "(h&~m)|m"})!==0)return false;
const q=alone?Z[${Control.rows}]++:Atomics.add(Z,${Control.rows},1);
if(q>MAX){Atomics.sub(Z,${Control.rows},1);Z[${Control.full}]=1;Atomics.store(t,a,0);return true;}
const k=q>>>RB;need(k);
const s=seg[k],o=(q&RM)*DW;${row.write}
par[k][q&RM]=parent;${keys ? "" : "if(alone)t[a]=(h&~m)|q;else Atomics.store(t,a,(h&~m)|q);"}return true;
}
function hashAll(){${row.hashAll}}
function look(){
const t=tab,m=mask,z=n/W;let x=0;
for(let k=0;k<z;k++){const h=H[k];x^=t[${HOME}];}
sink^=x;
}
function settle(){
const t=tab,m=mask;let i=0,k=0;
for(let b=0;b<=rows;b++){const end=b<rows?E[b]:n,parent=first+b;
for(;i<end;i+=W){const h=H[k++];let a=${HOME},e=a;
${keys ? MARK_ZERO : ""}
for(;;){const v=t[a];
if(v===0){
if(Z===undefined){const q=store(i,parent);if(q!==0)t[a]=${keys ? "h" : "(h&~m)|q"};}
else if(!claim(t,a,h,m,i,parent))continue;
break;}
${keys ? "if(v===h)break;" : compareRow(row.same)}
${NEXT}}
}}}
function O(){
${walk ? "if(walking)return draw();" : ""}
f+=n;${edges ? "if(live===0)" : ""}{if(native===undefined)sift();else{${to}native.sift();${from}}}
const canonical=host.canonical;
if(canonical!==undefined){for(let i=0;i<n;i+=W)canonical(P,i);hashAll();}${row.afterSift}
${edges ? "if(live!==0)meet_();else " : near ? `if(isNear()){${near("native.look_();")}}else ` : ""}look();
if(isShared&&Atomics.load(Z,${Control.rows})+Z[${Control.margin}]>Atomics.load(Z,${Control.capacity}))host.memory.room();
${edges ? "if(live!==0)record_();else " : near ? `if(isNear()){${near("native.settle_();")}}else ` : ""}settle();n=0;rows=0;first=Math.max(r,0);
if(!isShared){if(total()>(mask+1)*${LARGEST_LOAD})grow();}
else if(total()>(mask+1)*${LARGEST_LOAD}){
host.memory.loaded();
if(total()>(mask+1)*${HIGHEST_LOAD})throw new Error("the table of states is full");
}
}
${edges ? edgeDeclarations(edges) : ""}
${walk ? walkDeclarations(walk) : ""}
${functions.join("\n")}
function expand(from,to){
if(native!==undefined)return expandNative(from,to);
for(let q=from;q<to;q++){
if(rows===${BATCH}||n>=N-W*64)O();
if(rows===0)first=q;
const s=${row.source}[q>>>RB],o=(q&RM)*W;${load}
r=q;X=0;f=0-n;properties();expandRow();E[rows++]=n;
}
O();
}
function expandNative(from,to){
for(let q=from;q<to;q+=${ROWS_COPIED}){
const c=Math.min(to-q,${ROWS_COPIED});
for(let b=0,i=0;b<c;b++){const s=${row.source}[q+b>>>RB],o=(q+b&RM)*W;${each(words, (j) => `I[i+${j}]=s[o+${j}];`)}i+=W;}
for(let b=0;b<c;){
if(rows===${BATCH}||n>=N-W*64)O();
if(rows===0)first=q+b;
const end=Math.min(c,b+${BATCH}-rows);${to}b=native.run(q,b,end);${from}
}
}
O();
}
${edges ? edgeFunctions(edges, texts, { to, from }) : ""}
${walk ? walkFunctions(walk) : ""}
function begin(){r=-1;X=0;first=0;rows=0;${parts.init}O();}
function push(words){if(n>=N)O();P.set(words,n);${edges ? "L[n]=K;" : ""}${edges && edges.costs > 0 ? "LC[n]=KC;" : ""}n+=W;}
function take(words){${parts.hasEdge ? "edge(...words);" : ""}push(words);}
const known_=(k)=>host.isKnown(k),interpret_=(k)=>host.interpret(k);
const natives={${near ? NEAR_IMPORTS : ""}O(){${from}O();${to}},known_,interpret_(k){${from}host.interpret(k);${to}}${edges && edges.costs > 0 ? ",price_" : ""}};
return{${edges ? edgeResult(edges) : ""}${walk ? WALK_RESULT : ""}${row.result}current:S,currentRow:()=>r,begin,push,take,note:U,flush(){r=0;first=0;rows=0;O();},expand,rows:total,control,share(){isShared=true;Z=control;},
sites:C,findings:V,after:after_,abstract:[${parts.abstract.map((_, i) => `{before:Br${i},now:Yr${i}}`).join(",")}],natives,goNative(functions){
native=functions;
if(isShared&&Z[${Control.alone}]===0)return;
${near ? `if(Z===undefined){Z=control;Z[${Control.alone}]=1;Z[${Control.rows}]=count;Z[${Control.full}]=full?1:0;}` : ""}
reserve();
},
table:()=>({slots:tab,isNear:tabAt>=0}),segments:()=>seg.map((_,k)=>segment(k)),extend,grow,beginGrowth,growPiece,endGrowth,restore,segmentRows:1<<RB,
adopt(table,from,segments){
tab=table.slots;mask=tab.length-1;tabAt=table.isNear?tab.byteOffset>>>2:-1;
segments.forEach((each,k)=>{if(from+k===seg.length)addSegment(each.rows,each.parents,each.isNear);});
},
load(q,words){const s=${row.source}[q>>>RB],o=(q&RM)*W;for(let j=0;j<W;j++)words[j]=s[o+j];},
parent:(q)=>par[q>>>RB][q&RM],isFull:()=>Z===undefined?full:Z[${Control.full}]!==0,queued:T,sink:()=>sink};`;
  if (parts.walks) return { text, bytes: layout.bytes };
  const { shared, bytes } = layout;
  const arrays = new Map([...layout.arrays, ...COMMON_ARRAYS]);
  const numbers = { W: words, N: queue, RC: recent - 1, RB: rowBits, RM: 2 ** rowBits - 1 };
  const constants = new Map(Object.entries(numbers));
  const nothing = { parameters: 0, hasResult: false };
  const imports = new Map<string, ImportedFunction>([
    ["O", nothing],
    ["known_", { parameters: 1, hasResult: true }],
    ["interpret_", { parameters: 1, hasResult: false }],
  ]);
  if (edges && edges.costs > 0) {
    imports.set("price_", { parameters: edges.costs, hasResult: true });
  }
  if (hasTable) for (const [name, each] of NATIVE_TABLE_IMPORTS) imports.set(name, each);
  const exports = ["run", "sift", ...(edges ? ["judge_"] : [])];
  if (hasTable) exports.push(...NATIVE_TABLE_EXPORTS);
  const source: ModuleSource = {
    functions: [
      ...functions,
      runText(words),
      ...(hasTable ? nativeTable(words, keys) : []),
      ...(edges ? [`function judge_(){${parts.memo}predicates();}`, predicatesText(edges)] : []),
    ],
    ...{ arrays, shared, constants, imports, exports },
  };
  return { text, source, bytes };
}

/** Functions for tables in both languages: `from` and `to` hand variables over. */
function nearFunctions(row: RowText, from: string, to: string): string {
  return `function need_(k){${from}need(k);${to}}
function far_(q,i,parent){const k=q>>>RB,s=seg[k],o=(q&RM)*DW;${row.write}par[k][q&RM]=parent;}
function same_far_(q,i){const s=seg[q>>>RB],o=(q&RM)*DW;return ${row.same}?1:0;}`;
}

/** Properties of what WebAssembly imports. */
const NEAR_IMPORTS = "need_,far_,same_far_,hash_far_:(q)=>hashOf(q),";

/** Variables that both languages use. */
const handedNames = ({ edges }: KernelParts): string[] => [
  ...["n", "r", "f", "X", "rows", "first", "mask", "tabAt", "near_", "most_"],
  ...(edges ? ["K", "live"] : []),
];

/** Variables that are of no use from one row to the next. */
const ownNames = ({ results, abstract }: KernelParts): string[] => [
  ...["F", "D", "sink_"],
  ...Array.from({ length: results }, (_, i) => `Q${i + 1}`),
  ...abstract.flatMap((_, i) => [`Rr${i}`, `Lr${i}`]),
];

function layoutOf(parts: KernelParts, recent: number): KernelLayout {
  const { words, edges } = parts;
  const layout = new KernelLayout(handedNames(parts), ownNames(parts));
  layout.array("S", words);
  layout.array("M", parts.memos);
  layout.array("I", ROWS_COPIED * words);
  layout.array("P", (BATCH + 1) * words);
  layout.array("E", BATCH + 1);
  layout.array("H", BATCH + 1);
  layout.array("C", parts.sites, "byte");
  layout.array("V", parts.findings);
  layout.array("T", parts.steps, "number");
  layout.array("R", recent * words);
  layout.array("after_", words);
  layout.array("SA_", MOST_NEAR);
  layout.array("PA_", MOST_NEAR);
  parts.abstract.forEach((length, i) => {
    layout.array(`Br${i}`, length);
    layout.array(`Yr${i}`, length);
  });
  if (edges) {
    layout.array("L", (BATCH + 1) * words);
    layout.array("Y", edges.words);
    if (edges.costs > 0) layout.array("LC", (BATCH + 1) * words);
  }
  return layout;
}

/** Functions that are the same in both languages. */
function commonFunctions(parts: KernelParts): string[] {
  const counted = parts.stepCalls.map((text, i) => {
    const test = parts.stepTests[i]!;
    return `${test === "" ? "" : `if(${test})`}{${text}b=f+n;T[${i}]+=b-a;a=b;}`;
  });
  return [
    "function U(k){X=1;if(V[k]===0)V[k]=r;}",
    "function J(k){if(V[k]===0)V[k]=r;}",
    siftText(parts.words),
    ...parts.functions,
    `function properties(){${parts.properties}}`,
    `function expandRow(){let a=0,b=0;${counted.join("")}if(b===0){if(X===0){${parts.stuck}}}}`,
  ];
}

/** Takes out of the queue what was met lately, and hashes the rest into `H`. */
const siftText = (words: number): string => `function sift(){
let i=0,k=0,z=0;
for(let b=0;b<=rows;b++){let end=n;if(b<rows)end=E[b];
for(;i<end;i+=W){${hashText(words, "P", "i")}const c=(h>>>8&RC)*W;let d=0;
${each(words, (j) => `{const w=P[i+${j}];d|=w^R[c+${j}];P[k+${j}]=w;R[c+${j}]=w;}`)}
H[z]=h;d=(d|-d)>>31;k+=d&W;z-=d;}
E[b]=k;}
n=k;
}`;

/** Expands rows from `base`: those from `b` on of which `I` has the words, while there is room for successors. */
const runText = (words: number): string => `function run(base,from,end){
for(let q=from;q<end;q+=1){
if(n>=N-W*64)return q;
const i=q*W;${each(words, (j) => `S[${j}]=I[i+${j}];`)}
r=base+q;X=0;f=0-n;properties();expandRow();E[rows]=n;rows+=1;
}
return end;
}`;
