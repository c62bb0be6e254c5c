/**
 * Random walks as generated text: the generated functions expand a state into the queue as they do for the
 * search, and instead of storing the successors one of them is drawn, which is the next state. Nothing is
 * allocated for a step. It is in the part of JavaScript that wasm/ translates, and draws whole numbers only, so
 * that walks are the same in both languages.
 *
 * A walk is directed by how often states were visited, as in count-based exploration (Tang et al.,
 * "#Exploration", NIPS 2017; "node counting" of real-time search): a successor that was visited c times
 * is drawn with a weight of (1 + c)^-4, rounded up to a power of two. Counts are kept by hash, in a table of a fixed
 * size, so that some states share one; with symmetry it is the hash of the state that stands for the orbit, so that a
 * walk turns from what it knows under other names. That hash is remembered for states met lately: states of a walk
 * share successors. Of every sixteen steps, one on average is drawn with equal chances, so that nothing
 * becomes impossible in practice.
 *
 * There may be more successors than the queue holds: then one is drawn of what is there, and it may be replaced by
 * one of what comes, with the chances of both (weighted reservoir sampling, Chao, Biometrika 1982).
 *
 * What it uses of the search kernel: the state `S` being expanded, its place `r` in the run (from 1), the queue `P` with
 * `n` words, words taken out of it before (`f`), states met lately (`R`), `X` and `properties`. Names of its own:
 *
 * | name                     | meaning                                                            |
 * |--------------------------|--------------------------------------------------------------------|
 * | `walking`                | successors are drawn from, not stored                              |
 * | `random_`                | state of the generator of numbers                                  |
 * | `directed_`, `weighs_`   | visits count at all; they do in this step                          |
 * | `symmetric_`, `orbits_`  | orbits count; which count each state met lately has, or 0: unknown |
 * | `visits_`, `key_`        | counts by hash; which one is that of the drawn successor           |
 * | `sum_`, `least_`         | weights so far of this state, in parts of the largest; that is 2^-`least_` |
 * | `drawn_`, `place_`       | the drawn successor; its place among the words of all of them      |
 * | `ends_`                  | words after each step of the specification                         |
 * | `taken_`, `generated_`   | how often each was taken; successors of all states                 |
 * | `log_`, `log`            | states of the run since `go` was called; those before              |
 * | `done_`, `limit_`        | steps of the run so far; steps after which it ends                 |
 * | `over_`, `stuck_`        | it has ended; without a successor                                  |
 * | `found_`                 | something was found since `go` was called                          |
 */

import type { KernelLayout } from "./kernel-layout.ts";
import { each, hashText } from "./state-table.ts";

/** Bits of the hash that say which count is meant. */
const COUNT_BITS = 21;
/** The fourth power of the next number is the last that is a word. */
const MOST_VISITS = 214;
/** A step in so many is drawn with equal chances. */
const EVEN_STEPS = 16;
/** The largest weight; a queue of them is far below 2^31. */
const FULL_WEIGHT = 2 ** 16;
/** Sums of weights end here, for states with tens of thousands of successors. */
const LARGEST_SUM = 2 ** 30;
/** Steps that are taken at one go. */
const MOST_AT_ONCE = 500;
/** States that there is room for at first in the log of a run. */
const FIRST_LOG = 128;
/** Bytes of the states met lately. */
export const WALK_RECENT_BYTES = 2 ** 20;

/** What the text adds to the kernel. */
export interface WalkKernel {
  /** What is drawn from now on depends on the seed alone. */
  readonly seed: (seed: number, directed: boolean) => void;
  /** A whole number from 0 to one below a bound. */
  readonly below: (bound: number) => number;
  /** Begins a run of at most some steps in the state of a row. */
  readonly start: (row: number, steps: number) => void;
  /** Goes on by at most some hundred steps, or to one after what is found, and answers whether the run has ended. */
  readonly go: () => boolean;
  /** Steps of this run. */
  readonly steps: () => number;
  /** This run has come to a state without a successor. */
  readonly isStuck: () => boolean;
  /** Copies the state after some steps of this run. */
  readonly load: (steps: number, words: Int32Array) => void;
  /** Makes of a state the one that stands for its orbit. */
  readonly canonical: (words: Int32Array) => void;
  /** How often each step was taken, in all runs. */
  readonly taken: Float64Array;
  /** Successors there were to draw from, in all runs. */
  readonly generated: () => number;
}

export interface WalkParts {
  readonly words: number;
  readonly steps: number;
  readonly stepCalls: readonly string[];
  readonly stepTests: readonly string[];
  /** Statements for a state without successors. */
  readonly stuck: string;
}

/** Variables that both languages use. */
export const WALK_NAMES = [
  ...["random_", "directed_", "weighs_", "symmetric_", "key_", "sum_", "least_", "place_"],
  ...["done_", "limit_", "over_", "stuck_", "found_"],
];

/** `recent` are the states met lately that are known. */
export function addWalkArrays(
  layout: KernelLayout,
  { words, steps }: WalkParts,
  recent: number,
): void {
  layout.array("drawn_", words);
  layout.array("ends_", steps);
  layout.array("taken_", steps, "number");
  layout.array("generated_", 1, "number");
  layout.array("log_", MOST_AT_ONCE * words);
  layout.array("orbits_", recent);
  layout.array("visits_", 2 ** COUNT_BITS + 1, "byte");
}

/** Functions that are the same in both languages. */
export function walkFunctions({ words, stepCalls, stepTests, stuck }: WalkParts): string[] {
  const all = (text: (i: string | number) => string): string => each(words, text);
  const calls = stepCalls.map((text, i) => {
    const test = stepTests[i]!;
    return `${test === "" ? text : `if(${test}){${text}}`}ends_[${i}]=f+n;`;
  });
  return [
    // mulberry32, by Tommy Ettinger: good enough for walks.
    `function word_(){
random_=random_+0x6d2b79f5|0;let x=Math.imul(random_^random_>>>15,random_|1);
x=x^x+Math.imul(x^x>>>7,x|61);return x^x>>>14;
}`,
    `function below_(bound){
if(bound<2)return 0;
const bits=(1<<32-Math.clz32(bound-1))-1;
for(;;){const x=word_()&bits;if(x<bound)return x;}
}`,
    // The place of the count of the successor at `i`.
    `function count_of(i){
${hashText(words, "P", "i")}if(symmetric_===0)return h>>>${32 - COUNT_BITS};
const q=h>>>8&RC,c=q*W;let d=0;
${all((j) => `d|=P[i+${j}]^R[c+${j}];`)}
if(d!==0){${all((j) => `R[c+${j}]=P[i+${j}];`)}orbits_[q]=0;}
if(orbits_[q]===0)orbits_[q]=orbit_(c);
return orbits_[q];
}`,
    `function weigh_(){
let z=0,least=31;
for(let i=0;i<n;i+=W){
const k=count_of(i),v=1+visits_[k],x=31-Math.clz32(v*v*v*v);
H[z]=k;E[z]=x;z+=1;if(x<least)least=x;
}
return least;
}`,
    // Of what is in the queue; it is empty then.
    `function draw_(){
if(n===0)return;
const count=n/W|0;let sum=count,least=0,isNew=true;
if(weighs_!==0){
least=weigh_();sum=0;
for(let z=0;z<count;z+=1){const x=${FULL_WEIGHT}>>E[z]-least;E[z]=x;sum+=x;}
}
if(f===0)sum_=sum;
else{
let part=sum;
if(least<least_)sum_=sum_>>least_-least;else{part=part>>least-least_;least=least_;}
sum_+=part;if(sum_>${LARGEST_SUM})sum_=${LARGEST_SUM};
isNew=below_(sum_)<part;
}
least_=least;
if(isNew){
let x=below_(sum),z=x;
if(weighs_!==0)for(z=0;x>=E[z];z+=1)x-=E[z];
const i=z*W;place_=f+i;
${all((j) => `drawn_[${j}]=P[i+${j}];`)}
if(weighs_!==0)key_=H[z];else if(directed_!==0)key_=count_of(i);
}
f+=n;n=0;
}`,
    `function walk_(end){
let o=0;
for(;done_<end;){
r=done_+1;X=0;n=0;f=0;
properties();
if(done_===limit_){over_=1;return;}
weighs_=0;if(directed_!==0)if((word_()&${EVEN_STEPS - 1})!==0)weighs_=1;
${calls.join("")}
draw_();
if(f===0){over_=1;stuck_=1;if(X===0){${stuck}}return;}
generated_[0]+=f/W|0;
let k=0;for(;ends_[k]<=place_;)k+=1;
taken_[k]+=1;
if(directed_!==0)if(visits_[key_]<${MOST_VISITS})visits_[key_]+=1;
${all((j) => `log_[o+${j}]=S[${j}];S[${j}]=drawn_[${j}];`)}
o+=W;done_+=1;
if(found_!==0)return;
}
}`,
  ];
}

/** Declarations; they come after the search kernel's own. */
export const walkDeclarations = ({ words }: WalkParts): string =>
  `let walking=false,log=new Int32Array(${FIRST_LOG * words}),${WALK_NAMES.map((name) => `${name}=0`).join(",")};
const other=new Int32Array(W);`;

/**
 * Functions in JavaScript only. `load` copies the words at `o` of segment `s` to `S`; `to` and `from` hand variables over.
 */
export function hostedWalkFunctions(
  { words }: WalkParts,
  load: string,
  { to, from }: { readonly to: string; readonly from: string },
): string {
  return `
function orbit_(c){
${each(words, (j) => `other[${j}]=R[c+${j}];`)}
host.canonical(other,0);
${hashText(words, "other", "0")}return(h>>>${32 - COUNT_BITS})+1;
}
function start(q,steps){
const s=seg[q>>>RB],o=(q&RM)*W;${load}
done_=0;limit_=steps;over_=0;stuck_=0;
}
function go(){
const q=done_,end=q+${MOST_AT_ONCE};
found_=0;walking=true;
if(native===undefined)walk_(end);else{${to}native.walk_(end);${from}}
walking=false;
if(done_*W>log.length){const longer=new Int32Array(Math.max(2*log.length,done_*W));longer.set(log);log=longer;}
log.set(log_.subarray(0,(done_-q)*W),q*W);
return over_!==0;
}`;
}

/** The property `walk` of the kernel. */
export const WALK_RESULT =
  `walk:{seed(s,d){random_=s|0;directed_=d?1:0;symmetric_=host.canonical===undefined?0:1;if(d)visits_.fill(0);},below:below_,start,go,` +
  `steps:()=>done_,isStuck:()=>stuck_!==0,load(q,words){words.set(q===done_?S:log.subarray(q*W,(q+1)*W));},` +
  `canonical(words){if(host.canonical!==undefined)host.canonical(words,0);},taken:taken_,generated:()=>generated_[0]},`;
