/**
 * The second pass of a search as JavaScript text: when all states are stored, every row is expanded once
 * more, and instead of storing its successors they are looked up, which gives the edges between rows, and
 * the predicates of temporal properties are evaluated, a bit each. States are not stored again.
 *
 * What it uses of the search kernel: the state `S` being expanded and its row `r`; the queue `P` with `n`
 * words and the ends `E` of `rows` batched rows from `first` on; hashes `H` by `look`; the table `tab` and
 * `mask`, the arena `seg`; `expandRow`. Names of its own:
 *
 * | name       | meaning                                                                |
 * |------------|------------------------------------------------------------------------|
 * | `K`, `L`   | fairness constraint of what is pushed now; those of the queue, by word |
 * | `Y`        | predicates of the state in `S`, a bit each                             |
 * | `G`        | the graph that is being made; not set during the search                |
 * | `ge`, `gs` | number of edges so far, and where those of the current row begin       |
 */

import { HOME, NEXT } from "./state-table.ts";

/** What the pass fills; see temporal/state-graph.ts. */
export interface EdgeArrays {
  readonly offsets: Int32Array;
  targets: Int32Array;
  labels: Uint16Array | Int32Array;
  readonly atoms: Int32Array;
}

/** What the text adds to the kernel. */
export interface EdgeKernel {
  /** Begins a pass that fills these arrays. */
  readonly start: (arrays: EdgeArrays) => void;
  /** Looks at the rows from `from` to `to`. */
  readonly trace: (from: number, to: number) => void;
  /** Number of edges so far. */
  readonly count: () => number;
  /** Ends the pass. */
  readonly end: () => void;
  /** The constraint that what is pushed next may take. */
  readonly label: (constraint: number) => void;
  /** A predicate is false in the state being looked at. */
  readonly falsify: (atom: number) => void;
}

export interface EdgeParts {
  /** Statements that clear the bits in `Y` of the predicates that are false in `S`. */
  readonly predicates: string;
  /** Words of `Y`. */
  readonly words: number;
}

/** Declarations; they come after the search kernel's own. */
export function edgeDeclarations(parts: EdgeParts): string {
  return `const L=new Int32Array(N+W),Y=new Int32Array(${parts.words});let K=0,G,ge=0,gs=0;`;
}

/** Functions. `load` copies the words at `o` of segment `s` to `S`; `same` compares them to the queue at `i`. */
export function edgeFunctions(
  parts: EdgeParts,
  text: { readonly load: string; readonly same: string; readonly memo: string },
): string {
  // Word by word: for so few of them the methods of arrays are slow.
  const eachWord = (statement: (i: number) => string): string =>
    Array.from({ length: parts.words }, (_, i) => statement(i)).join("");
  const clear = eachWord((i) => `Y[${i}]=-1;`);
  const keep = eachWord((i) => `G.atoms[(q-1)*${parts.words}+${i}]=Y[${i}];`);
  return `
function edge_(q,label){
if(ge===G.targets.length){
const size=ge+(ge>>>2)+64,targets=new Int32Array(size),labels=new G.labels.constructor(size);
targets.set(G.targets);labels.set(G.labels);G.targets=targets;G.labels=labels;
}
G.targets[ge]=q-1;G.labels[ge++]=label;
}
function trace_(){
hashAll();look();
const t=tab,m=mask;let i=0,k=0;
for(let b=0;b<=rows;b++){const end=b<rows?E[b]:n;
for(;i<end;i+=W){const h=H[k++];let a=${HOME},e=a;
for(;;){const v=t[a];
if(v===0)throw new Error("a successor was not stored");
if(((v^h)&~m)===0){const q=v&m,s=seg[q>>>RB],o=(q&RM)*W;if(${text.same}){edge_(q,L[i]);break;}}
${NEXT}}
}
if(b<rows){const q=first+b;if(ge===gs)edge_(q,0);G.offsets[q]=gs=ge;}
}
f+=n;n=0;rows=0;first=Math.max(r,0);
}
function predicates(){${clear}${parts.predicates}}
function trace(from,to){
for(let q=from;q<to;q++){
if(rows===E.length-1||n>=N-W*64)O();
if(rows===0)first=q;
const s=seg[q>>>RB],o=(q&RM)*W;${text.load}
r=q;X=0;f=-n;${text.memo}predicates();${keep}expandRow();E[rows++]=n;
}
O();
}`;
}

/** The property `edges` of the kernel. */
export const EDGE_RESULT =
  `edges:{start(arrays){G=arrays;ge=gs=0;},trace,count:()=>ge,end(){G=undefined;},` +
  `label(k){K=k;},falsify(i){Y[i>>>5]&=~(1<<(i&31));}},`;
