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
 * | `Z`           | what threads share, if there are several or there is a module: parallel/control.ts |
 * | `native`      | functions of the module, once the search goes on in it (kernel-functions.ts)       |
 *
 * Several threads add rows to one arena and one table without locks: an empty slot is claimed by compare-and-exchange
 * of its tag with a row number that no row has, the row is written, and then its number is stored.
 * Who finds such a claim with the tag that it looks for waits for the few instructions in between.
 */

import { fingerprintRows, fullRows, type RowText } from "./compact-rows.ts";
import { edgeDeclarations, edgeFunctions, edgeResult } from "./edge-kernel.ts";
import {
  BATCH,
  commonFunctions,
  handedNames,
  layoutOf,
  moduleSource,
  ownNames,
  ROWS_COPIED,
  type KernelParts,
} from "./kernel-functions.ts";
import { handOver } from "./kernel-layout.ts";
import { MOST_NEAR, nativeTable } from "./native-table.ts";
import { Control } from "./parallel/control.ts";
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
import {
  hostedWalkFunctions,
  WALK_RECENT_BYTES,
  WALK_RESULT,
  walkDeclarations,
} from "./walk-kernel.ts";
import type { ModuleSource } from "./wasm/module.ts";

/** Bytes that a segment of the arena should have. */
const SEGMENT_BYTES = 2 ** 21;
/** Rows that are added at most between two looks at the room there is. */
export const ROWS_AT_ONCE = BATCH + 1;
/** Bytes of the states met lately. */
const RECENT_BYTES = 2 ** 18;
/** The same while threads finish what they have begun, before they stop for the table to grow. */
const HIGHEST_LOAD = 0.95;

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
  /** Functions that do the same in WebAssembly; other threads are given a module instead. */
  readonly source?: ModuleSource;
  /** Bytes of a thread's part of the memory. */
  readonly bytes: number;
}

export function kernelCode(parts: KernelParts): KernelCode {
  const { words, edges, fingerprintBits } = parts;
  const rowBits = Math.max(4, Math.floor(Math.log2(SEGMENT_BYTES / (4 * words))));
  const recentBytes = parts.walks ? WALK_RECENT_BYTES : RECENT_BYTES;
  const recent = 2 ** Math.max(4, Math.floor(Math.log2(recentBytes / (4 * words))));
  const row =
    fingerprintBits === undefined
      ? fullRows(words)
      : fingerprintRows(words, fingerprintBits, BATCH + 1);
  const load = each(words, (j) => `S[${j}]=s[o+${j}];`);
  const hash = hashText(words, "P", "i");
  const texts = { load, same: sameText(words), hash, memo: parts.memo };
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
const view=(p,words)=>new Int32Array(p.buffer,p.offset,words),A=(words)=>view(host.allocateAny(4*words),words);
let tabAt=-1,near_=0,most_=Math.min(MAX,2147483647),isShared=false;
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
function extend(){${row.extend}
const p=host.allocateAny(4*DW<<RB),q=host.allocateAny(4<<RB);
addSegment(view(p,DW<<RB),view(q,1<<RB),p.isNear&&q.isNear);return segment(seg.length-1);
}
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
${parts.walks ? "if(walking)return draw_();" : ""}
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
${parts.walks ? walkDeclarations(parts) : ""}
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
${parts.walks ? hostedWalkFunctions(parts, load, { to, from }) : ""}
function begin(){r=-1;X=0;first=0;rows=0;${parts.init}O();}
function push(words){if(n>=N)O();P.set(words,n);${edges ? "L[n]=K;" : ""}${edges && edges.costs > 0 ? "LC[n]=KC;" : ""}n+=W;}
function take(words){${parts.hasEdge ? "edge(...words);" : ""}push(words);}
const known_=(k)=>host.isKnown(k),interpret_=(k)=>{${parts.walks ? "found_=1;" : ""}host.interpret(k);};
const natives={${near ? NEAR_IMPORTS : ""}O(){${from}O();${to}},known_,interpret_(k){${from}interpret_(k);${to}}${edges && edges.costs > 0 ? ",price_" : ""}${parts.walks ? ",orbit_" : ""}};
return{${edges ? edgeResult(edges) : ""}${parts.walks ? WALK_RESULT : ""}${row.result}current:S,currentRow:()=>r,begin,push,take,note:U,flush(){r=0;first=0;rows=0;O();},expand,rows:total,control,share(){isShared=true;Z=control;},
sites:C,findings:V,after:after_,abstract:[${parts.abstract.map((_, i) => `{before:Br${i},now:Yr${i}}`).join(",")}],natives,goNative(functions){
native=functions;
if(isShared&&Z[${Control.alone}]===0)return;
${near ? `if(Z===undefined){Z=control;Z[${Control.alone}]=1;Z[${Control.rows}]=count;Z[${Control.full}]=full?1:0;}` : ""}
${parts.walks ? "" : "reserve();"}
},
table:()=>({slots:tab,isNear:tabAt>=0}),segments:()=>seg.map((_,k)=>segment(k)),extend,grow,beginGrowth,growPiece,endGrowth,restore,segmentRows:1<<RB,
adopt(table,from,segments){
tab=table.slots;mask=tab.length-1;tabAt=table.isNear?tab.byteOffset>>>2:-1;
segments.forEach((each,k)=>{if(from+k===seg.length)addSegment(each.rows,each.parents,each.isNear);});
},
load(q,words){const s=${row.source}[q>>>RB],o=(q&RM)*W;for(let j=0;j<W;j++)words[j]=s[o+j];},
parent:(q)=>par[q>>>RB][q&RM],isFull:()=>Z===undefined?full:Z[${Control.full}]!==0,queued:T,sink:()=>sink};`;
  const constants = { W: words, N: queue, RC: recent - 1, RB: rowBits, RM: 2 ** rowBits - 1 };
  const table = hasTable ? nativeTable(words, keys) : undefined;
  const module = { layout, constants, functions, ...(table && { table }) };
  return { text, source: moduleSource(parts, module), bytes: layout.bytes };
}

/** Functions for tables in both languages: `from` and `to` hand variables over. */
function nearFunctions(row: RowText, from: string, to: string): string {
  return `function need_(k){${from}need(k);${to}}
function far_(q,i,parent){const k=q>>>RB,s=seg[k],o=(q&RM)*DW;${row.write}par[k][q&RM]=parent;}
function same_far_(q,i){const s=seg[q>>>RB],o=(q&RM)*DW;return ${row.same}?1:0;}`;
}

/** Properties of what WebAssembly imports. */
const NEAR_IMPORTS = "need_,far_,same_far_,hash_far_:(q)=>hashOf(q),";
