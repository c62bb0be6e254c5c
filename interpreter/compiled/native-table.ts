/**
 * The table and the arena as text that is made WebAssembly: what state-table.ts and the search kernel do in JavaScript,
 * by addresses. Where a row is in memory that WebAssembly does not have, JavaScript is asked.
 *
 * Names in the text, beside the search kernel's:
 *
 * | name           | meaning                                                                     |
 * |----------------|-----------------------------------------------------------------------------|
 * | `W_`           | all of the memory                                                           |
 * | `Z_`           | what threads share, at the begin of it: parallel/control.ts                 |
 * | `tabAt`        | word of the first slot of the table                                         |
 * | `SA_`, `PA_`   | words of the first row of each segment, and of its first parent             |
 * | `near_`        | segments from the first on that are in this memory                          |
 * | `most_`        | rows that may be stored                                                     |
 *
 * From JavaScript come `need_(k)`, which sees to it that segment `k` is known, and for rows elsewhere `far_(q,i,parent)`,
 * which writes one, `same_far_(q,i)`, which compares one to the queue, and `hash_far_(q)`.
 */
import { Control } from "./parallel/control.ts";
import { each, hashText, HOME, NEXT, SPLIT_BUCKETS, WRITTEN_OUT } from "./state-table.ts";
import type { ImportedFunction } from "./wasm/module.ts";
import type { ArrayPlace } from "./wasm/names.ts";
import { MOST_PAGES, PAGE_BYTES } from "./wasm/module.ts";

/** Segments that may be near. */
export const MOST_NEAR = 2048;
/** Words before the first slot, of which the first tells whether the state of hash 0 was found. */
const BEFORE_SLOTS = 12;

/** Arrays of a batch. */
export const BATCH_ARRAYS = ["CS_", "CI_", "CP_", "DI_", "DP_", "DH_"];

/** Arrays that are not a thread's own. */
export const COMMON_ARRAYS: ReadonlyMap<string, ArrayPlace> = new Map(
  ["W_", "Z_"].map((name) => [
    name,
    { address: 0, length: (MOST_PAGES * PAGE_BYTES) / 4, element: "word", isCommon: true },
  ]),
);

const takes = (parameters: number, hasResult = false): ImportedFunction => ({
  parameters,
  hasResult,
});

export const NATIVE_TABLE_IMPORTS: ReadonlyMap<string, ImportedFunction> = new Map([
  ["need_", takes(1)],
  ["far_", takes(3)],
  ["same_far_", takes(2, true)],
  ["hash_far_", takes(1, true)],
]);

export const NATIVE_TABLE_EXPORTS = ["look_", "settle_", "split_", "enter_"];

/** Functions for rows of some words; with `keys`, slots are hashes. */
export function nativeTable(words: number, keys: boolean): string[] {
  const tag = keys ? "h" : "h&~m|m";
  const differs =
    words > WRITTEN_OUT
      ? `for(let j=0;j<W;j+=1){if(W_[o+j]!==P[i+j])return 0;}`
      : each(words, (j) => `if(W_[o+${j}]!==P[i+${j}])return 0;`);
  const write = each(words, (j) => `W_[o+${j}]=P[i+${j}];`);
  const place = (otherwise: string): string =>
    `const k=q>>>RB;if(k>=near_){need_(k);if(k>=near_){${otherwise}}}const o=SA_[k]+(q&RM)*W;`;
  // What was not the same may have been half written: a load that is ordered comes in between.
  const compare = (waits: string): string => `if(((v^h)&~m)===0){const q=v&m;
if(q===m){${waits}}
else if(same_(q,i)!==0)break;
else if(alone===0){Atomics.load(W_,t+a);if(same_(q,i)!==0)break;}
}`;
  const zero = `if(W_[t-${BEFORE_SLOTS}]===0){claim_(t-${BEFORE_SLOTS},1,m,i,parent,alone);}`;
  /** Statements that look for the state of hash `h`, take a free slot by `claim` and look at others by `found`. */
  const probe = (claim: string, found: string): string => `let a=${HOME};let e=a;
for(;;){const v=W_[t+a];
if(v===0){${claim}}
else{let stays=0;${keys ? "if(v===h)break;" : found}if(stays===0){${NEXT}}}
}`;
  const oneByOne = probe(
    "if(claim_(t+a,h,m,i,parent,alone)!==0)break;",
    compare("stays=1;Atomics.load(W_,t+a);"),
  );
  const together = probe(
    `if(Atomics.compareExchange(W_,t+a,0,${tag})===0){CS_[c]=t+a;CI_[c]=i;CP_[c]=parent;c+=1;break;}`,
    compare("DI_[d]=i;DP_[d]=parent;DH_[d]=h;d+=1;break;"),
  );
  const queue = (statements: string): string => `let i=0;let k=0;
for(let b=0;b<=rows;b+=1){let end=n;if(b<rows)end=E[b];const parent=first+b;
for(;i<end;i+=W){const h=H[k];k+=1;
${keys ? `if(h===0){${zero}}else{${statements}}` : statements}
}}`;
  return [
    `function look_(){
const t=tabAt,m=mask;let x=0;let k=0;
for(let i=0;i<n;i+=W){const h=H[k];k+=1;x^=W_[t+(${HOME})];}
sink_=x;
}`,
    `function settle_(){
const alone=Z_[${Control.alone}];
if(alone===0){settleTogether_();return;}
const t=tabAt,m=mask;${queue(oneByOne)}
}`,
    // Several threads: rows are taken for all new states of the queue at once, since each time is a wait for the others.
    // A claim without a row is not waited for meanwhile, as its thread might wait for one of this: it is looked at last.
    `function settleTogether_(){
const t=tabAt,m=mask,alone=0;let c=0;let d=0;
${queue(together)}
if(c>0){
let q=Atomics.add(Z_,${Control.rows},c);
for(let j=0;j<c;j+=1){
if(q>most_){Atomics.sub(Z_,${Control.rows},1);Z_[${Control.full}]=1;Atomics.store(W_,CS_[j],0);}
else{store_(q,CI_[j],CP_[j]);${keys ? "" : "Atomics.store(W_,CS_[j],W_[CS_[j]]&~m|q);"}}
q+=1;
}
}
for(let j=0;j<d;j+=1){const h=DH_[j],i=DI_[j],parent=DP_[j];
${oneByOne}
}
}`,
    `function claim_(at,h,m,i,parent,alone){
let q=0;
if(alone!==0){q=Z_[${Control.rows}];Z_[${Control.rows}]=q+1;${keys ? "W_[at]=h;" : ""}}
else{
if(Atomics.compareExchange(W_,at,0,${tag})!==0)return 0;
q=Atomics.add(Z_,${Control.rows},1);
}
if(q>most_){Atomics.sub(Z_,${Control.rows},1);Z_[${Control.full}]=1;Atomics.store(W_,at,0);return 1;}
store_(q,i,parent);
${keys ? "" : "if(alone!==0){W_[at]=h&~m|q;}else{Atomics.store(W_,at,h&~m|q);}"}
return 1;
}`,
    `function store_(q,i,parent){
${place("far_(q,i,parent);return;")}${write}
W_[PA_[k]+(q&RM)]=parent;
}`,
    `function same_(q,i){
${place("return same_far_(q,i);")}${differs}
return 1;
}`,
    `function hashOf_(q){
${place("return hash_far_(q);")}${hashText(words, "W_", "o")}return h;
}`,
    `function put_(h,q){
${keys ? `if(h===0){W_[tabAt-${BEFORE_SLOTS}]=1;return;}` : ""}
const t=tabAt,m=mask,alone=Z_[${Control.alone}],slot=${keys ? "h" : "h&~m|q"};let a=${HOME};let e=a;
for(;;){
if(W_[t+a]===0){
if(alone!==0){W_[t+a]=slot;return;}
if(Atomics.compareExchange(W_,t+a,0,slot)===0)return;
}
${NEXT}
}
}`,
    `function split_(t,m,from,to){
${keys ? splitKeys : SPLIT_BUCKETS("W_[t+a]", "put_", "hashOf_")}
}`,
    `function enter_(from,to){for(let q=from;q<to;q+=1){put_(hashOf_(q),q);}}`,
  ];
}

const splitKeys = `if(from===0){if(W_[t-${BEFORE_SLOTS}]!==0)put_(0,0);}
for(let a=from;a<to;a+=1){const v=W_[t+a];if(v!==0)put_(v,0);}`;
