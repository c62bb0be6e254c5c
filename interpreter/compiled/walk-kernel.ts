/**
 * Random walks as JavaScript text: the generated functions expand a state into the queue as they do for the
 * search, and instead of storing the successors one of them is drawn, which is the next state. Nothing is
 * allocated for a step.
 *
 * A walk is directed by how often states were visited, as in count-based exploration (Tang et al.,
 * "#Exploration", NIPS 2017; "node counting" of real-time search): a successor that was visited c times
 * is drawn with a weight of (1 + c)^-4. Counts are kept by hash, in a table of a fixed size, so that some states
 * share one; with symmetry it is the hash of the state that stands for the orbit, so that a walk turns from what
 * it knows under other names. Of every sixteen steps, one on average is drawn with equal chances, so that nothing
 * becomes impossible in practice.
 *
 * The successor is drawn while they come, without knowing how many there will be (weighted reservoir sampling,
 * Chao, Biometrika 1982), so that there may be more of them than the queue holds.
 *
 * What it uses of the search kernel: the state `S` being expanded, its place `r` in the run (from 1), the queue `P` with
 * `n` words, `X` and `properties`. Names of its own:
 *
 * | name                     | meaning                                                            |
 * |--------------------------|--------------------------------------------------------------------|
 * | `walking`                | successors are drawn from, not stored                              |
 * | `directed`, `even`       | visits count at all; they do not in this step                      |
 * | `step`, `chosen`         | the step being taken; the one that the drawn successor comes from  |
 * | `ways`                   | successors so far of this state                                    |
 * | `drawn`, `other`         | the drawn successor; the state that stands for an orbit            |
 * | `draws`                  | state of the generator of numbers; which count is that of `drawn`  |
 * | `sums`                   | weights so far of this state; successors of all states             |
 * | `log`, `done`            | states of the run, and its steps so far                            |
 * | `limit`, `over`          | steps after which it ends; it has ended                            |
 *
 * What is no small integer is in typed arrays, since a variable would be allocated anew with each value.
 */

import { each, hashText } from "./state-table.ts";

/** Bits of the hash that say which count is meant. */
const COUNT_BITS = 21;
const MOST_VISITS = 255;
/** A step in so many is drawn with equal chances. */
const EVEN_STEPS = 16;
/** States that there is room for at first in the log of a run. */
const FIRST_LOG = 128;

/** What the text adds to the kernel. */
export interface WalkKernel {
  /** What is drawn from now on depends on the seed alone. */
  readonly seed: (seed: number, directed: boolean) => void;
  /** A number from 0 to 1, exclusive. */
  readonly random: () => number;
  /** Begins a run of at most some steps in the state of a row. */
  readonly start: (row: number, steps: number) => void;
  /** Goes on by at most some steps, or to one after what is found, and answers whether the run has ended. */
  readonly go: (steps: number) => boolean;
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
  /** Copies the words at `o` of segment `s` to `S`. */
  readonly load: string;
}

/** Declarations; they come after the search kernel's own. */
export function walkDeclarations({ words, steps }: WalkParts): string {
  return `
let walking=false,directed=false,even=false,step=0,chosen=0,ways=0,limit=0,done=0,over=true,stuck=false;
let log=new Int32Array(${FIRST_LOG * words}),visits=new Uint8Array(0);
const drawn=new Int32Array(W),other=new Int32Array(W),draws=new Int32Array(2),sums=new Float64Array(2),taken=new Float64Array(${steps});
const weights=Float64Array.from({length:${MOST_VISITS + 1}},(_,c)=>(1+c)**-4);`;
}

/** Functions. */
export function walkFunctions({ words, load, stepCalls, stepTests, stuck }: WalkParts): string {
  const all = (text: (i: string | number) => string): string => each(words, text);
  const calls = stepCalls.map((text, i) => {
    const test = stepTests[i]!;
    return `${test === "" ? "" : `if(${test})`}{step=${i};${text}if(n!==0)draw();}`;
  });
  // mulberry32, by Tommy Ettinger: good enough for walks.
  return `
function random(){
const s=draws[0]=draws[0]+0x6d2b79f5|0;let x=Math.imul(s^s>>>15,s|1);x^=x+Math.imul(x^x>>>7,x|61);
return((x^x>>>14)>>>0)/4294967296;
}
function orbit(i){
${all((j) => `other[${j}]=P[i+${j}];`)}
if(host.canonical!==undefined)host.canonical(other,0);
${hashText(words, "other", "0")}return h>>>${32 - COUNT_BITS};
}
function draw(){
let sum=sums[0];
for(let i=0;i<n;i+=W){
let x=1,k=0;
if(directed){k=orbit(i);if(!even)x=weights[visits[k]];}
sum+=x;ways++;
if(random()*sum<x){chosen=step;draws[1]=k;${all((j) => `drawn[${j}]=P[i+${j}];`)}}
}
sums[0]=sum;n=0;
}
function keep(){
const o=done*W;
if(o===log.length){const longer=new Int32Array(2*o);longer.set(log);log=longer;}
${all((j) => `log[o+${j}]=S[${j}];`)}
}
function start(q,steps){
const s=seg[q>>>RB],o=(q&RM)*W;${load}
done=0;limit=steps;over=false;stuck=false;keep();
}
function go(steps){
walking=true;
for(const end=done+steps;!over&&done<end;){
r=done+1;X=0;n=0;ways=0;sums[0]=0;
properties();
if(done===limit){over=true;break;}
even=directed&&random()<${1 / EVEN_STEPS};
${calls.join("")}
sums[1]+=ways;
if(ways===0){over=true;stuck=true;if(X===0){${stuck}}break;}
taken[chosen]++;
if(directed&&visits[draws[1]]<${MOST_VISITS})visits[draws[1]]++;
${all((j) => `S[${j}]=drawn[${j}];`)}
done++;keep();
if(V.includes(r))break;
}
walking=false;
return over;
}`;
}

/** The property `walk` of the kernel. */
export const WALK_RESULT =
  `walk:{seed(s,d){draws[0]=s;directed=d;visits=new Uint8Array(d?${2 ** COUNT_BITS}:0);},random,start,go,steps:()=>done,` +
  `isStuck:()=>stuck,load(q,words){words.set(log.subarray(q*W,(q+1)*W));},` +
  `canonical(words){if(host.canonical!==undefined)host.canonical(words,0);},taken,generated:()=>sums[1]},`;
