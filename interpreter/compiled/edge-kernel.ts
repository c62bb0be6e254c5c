/**
 * What a search does besides for temporal properties and measures, as JavaScript text. The row of each successor is known
 * when it has been looked up, so that is when edges between rows are recorded, if they are wanted. When all
 * states are stored, predicates of the properties are evaluated for each row, a bit each.
 * An edge is labelled with the fairness constraint that it takes, or with what it costs.
 *
 * What it uses of the search kernel: the state `S` being expanded and its row `r`; the queue `P` with `n`
 * words and the ends `E` of `rows` batched rows from `first` on; hashes `H`; the table `tab` and `mask`,
 * the arena `seg`; `store`; `RC`, the size of what is met lately, less one. Names of its own:
 *
 * | name       | meaning                                                                   |
 * |------------|---------------------------------------------------------------------------|
 * | `K`, `L`   | fairness constraint of what is pushed now; those of the queue, by word    |
 * | `KC`, `LC` | the same of its costs, as a number of `StepCosts`                         |
 * | `Y`        | predicates of the state in `S`, a bit each                                |
 * | `live`     | 1 if edges are recorded, else 0                                           |
 * | `G`        | the record that edges go to (edge-record.ts), if any does                 |
 * | `gt`, `gl` | targets and labels of the piece of the record that is being filled        |
 * | `ge`, `gs` | edges in that piece, and where those of the current row begin in it       |
 * | `gn`       | edges of the current row in earlier pieces                                |
 * | `gr`, `gq` | rows met lately, by hash; of the queue, the rows among these, or 0        |
 */
import type { EdgeRecord } from "./edge-record.ts";
import { HOME, NEXT } from "./state-table.ts";

/** What the text adds to the kernel. */
export interface EdgeKernel {
  /** From now on, or no longer, edges from rows that are expanded go to this record, in that order. */
  readonly record: (record: EdgeRecord | undefined) => void;
  /** The constraint that what is pushed next may take. */
  readonly label: (constraint: number) => void;
  /** Evaluates the predicates of the rows from `from` to `to`: their words in an array that begins with row 1. */
  readonly look: (from: number, to: number, predicates: Int32Array) => void;
  /** What that costs, as a number of `StepCosts`. */
  readonly price: (costs: number) => void;
  /** A predicate is false in the state being looked at. */
  readonly falsify: (atom: number) => void;
}

export interface EdgeParts {
  /** Statements that clear the bits in `Y` of the predicates that are false in `S`. */
  readonly predicates: string;
  /** Words of `Y`. */
  readonly words: number;
  /** How many costs a step is labelled with. */
  readonly costs: number;
}

/** Declarations; they come after the search kernel's own. */
export function edgeDeclarations({ costs }: EdgeParts): string {
  const declared = `const gr=new Int32Array(RC+1),gq=new Int32Array(H.length);let K=0,live=0,G,gt,gl,ge=0,gs=0,gn=0;`;
  if (costs === 0) return declared;
  // Small amounts, as most are, lead to their number by a table.
  const bits = Math.max(1, Math.floor(PRICE_BITS / costs));
  const names = Array.from({ length: costs }, (_, i) => `c${i}`);
  const few = costs > PRICE_BITS ? "false" : names.map((c) => `${c}<${2 ** bits}`).join("&&");
  const place = names.map((c, i) => `${c}<<${i * bits}`).join("|");
  return (
    `${declared}const PC=new Int32Array(${2 ** PRICE_BITS}).fill(-1);let KC=0;` +
    `function price_(${names.join(",")}){if(!(${few}))return host.price([${names.join(",")}]);` +
    `const k=${place};return PC[k]!==-1?PC[k]:PC[k]=host.price([${names.join(",")}]);}`
  );
}

/** Bits of the index into the table of small amounts. */
const PRICE_BITS = 12;

/**
 * Functions. `load` copies the words at `o` of segment `s` to `S`; `same` compares them to the queue at `i`; `hash`
 * declares the hash `h` of those.
 */
export function edgeFunctions(
  parts: EdgeParts,
  text: {
    readonly load: string;
    readonly same: string;
    readonly hash: string;
    readonly memo: string;
  },
  { to, from }: { readonly to: string; readonly from: string },
): string {
  // Word by word: for so few of them the methods of arrays are slow.
  const eachWord = (statement: (i: number) => string): string =>
    Array.from({ length: parts.words }, (_, i) => statement(i)).join("");
  const keep = eachWord((i) => `to[(q-1)*${parts.words}+${i}]=Y[${i}];`);
  return `
function piece_(e){gn+=e-gs;G.extend();gt=G.targets;gl=G.labels;gs=0;}
function meet_(){
const t=tab,m=mask;let x=0;
for(let i=0,k=0;i<n;i+=W,k++){${text.hash}H[k]=h;
const q=gr[h>>>8&RC];if(q!==0){const s=seg[q>>>RB],o=(q&RM)*W;if(${text.same}){gq[k]=q;continue;}}
gq[k]=0;x^=t[${HOME}];}
sink^=x;
}
function record_(){
const t=tab,m=mask;let i=0,k=0,to=gt,by=gl,e=ge;const l=${parts.costs > 0 ? "G.isPriced?LC:L" : "L"};
for(let b=0;b<=rows;b++){const end=b<rows?E[b]:n,parent=first+b;
for(;i<end;i+=W){let q=gq[k];
if(q===0){const h=H[k];let a=${HOME},e=a;
for(;;){const v=t[a];
if(v===0){q=store(i,parent);if(q!==0)t[a]=(h&~m)|q;break;}
if(((v^h)&~m)===0){q=v&m;const s=seg[q>>>RB],o=(q&RM)*W;if(${text.same})break;}
${NEXT}}
gr[h>>>8&RC]=q;}
k++;
if(e===to.length){piece_(e);to=gt;by=gl;e=0;}
to[e]=q-1;by[e++]=l[i];
}
if(b<rows){
if(e===gs&&gn===0&&!G.isPriced){
if(e===to.length){piece_(e);to=gt;by=gl;e=0;}
to[e]=parent-1;by[e++]=0;
}
G.endRow(gn+e-gs);gn=0;gs=e;
}
}
ge=e;
}
${predicatesText(parts)}
function look_at(from,end,to){
for(let q=from;q<end;q++){
const s=seg[q>>>RB],o=(q&RM)*W;${text.load}
r=q;if(native===undefined){${text.memo}predicates();}else{${to}native.judge_();${from}}${keep}
}}`;
}

/** A function that evaluates the predicates of the state in `S`. */
export function predicatesText({ words, predicates }: EdgeParts): string {
  const clear = Array.from({ length: words }, (_, i) => `Y[${i}]=-1;`);
  return `function predicates(){${clear.join("")}${predicates}}`;
}

/** The property `edges` of the kernel. */
export const edgeResult = ({ costs }: EdgeParts): string =>
  `edges:{record(to){if(G!==undefined)G.filled=ge;G=to;live=to===undefined?0:1;if(to!==undefined){gt=to.targets;gl=to.labels;ge=gs=to.filled;gn=0;}},` +
  `label(k){K=k;},price(k){${costs > 0 ? "KC=k;" : ""}},look:look_at,falsify(i){Y[i>>>5]&=~(1<<(i&31));}},`;
