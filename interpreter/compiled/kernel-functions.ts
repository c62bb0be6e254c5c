/**
 * The functions of the search that exist in both languages, and their memory: the generated ones, and what calls them.
 * They are JavaScript text, of which wasm/ makes a module; the search begins in JavaScript, since that is there at once.
 */
import { predicatesText, type EdgeParts } from "./edge-kernel.ts";
import { KernelLayout } from "./kernel-layout.ts";
import {
  BATCH_ARRAYS,
  COMMON_ARRAYS,
  MOST_NEAR,
  NATIVE_TABLE_EXPORTS,
  NATIVE_TABLE_IMPORTS,
} from "./native-table.ts";
import { each, hashText } from "./state-table.ts";
import { addWalkArrays, WALK_NAMES, walkFunctions } from "./walk-kernel.ts";
import type { ImportedFunction, ModuleSource } from "./wasm/module.ts";

/** Successors that are looked up together. */
export const BATCH = 512;
/** Rows whose words are copied for WebAssembly at once. */
export const ROWS_COPIED = 64;

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

/** Variables that both languages use. */
export const handedNames = ({ edges, walks }: KernelParts): string[] => [
  ...["n", "r", "f", "X", "rows", "first", "mask", "tabAt", "near_", "most_"],
  ...(edges ? ["K", "live"] : []),
  ...(walks ? WALK_NAMES : []),
];

/** Variables that are of no use from one row to the next. */
export const ownNames = ({ results, abstract }: KernelParts): string[] => [
  ...["F", "D", "sink_"],
  ...Array.from({ length: results }, (_, i) => `Q${i + 1}`),
  ...abstract.flatMap((_, i) => [`Rr${i}`, `Lr${i}`]),
];

/** `recent` are the states met lately that are known. */
export function layoutOf(parts: KernelParts, recent: number): KernelLayout {
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
  for (const name of BATCH_ARRAYS) layout.array(name, BATCH + 1);
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
  if (parts.walks) addWalkArrays(layout, parts, recent);
  return layout;
}

/** Functions that are the same in both languages. */
export function commonFunctions(parts: KernelParts): string[] {
  const counted = parts.stepCalls.map((text, i) => {
    const test = parts.stepTests[i]!;
    return `${test === "" ? "" : `if(${test})`}{${text}b=f+n;T[${i}]+=b-a;a=b;}`;
  });
  const find = parts.walks ? "if(V[k]===0){V[k]=r;found_=1;}" : "if(V[k]===0)V[k]=r;";
  return [
    `function U(k){X=1;${find}}`,
    `function J(k){${find}}`,
    siftText(parts.words),
    ...parts.functions,
    `function properties(){${parts.properties}}`,
    ...(parts.walks ? walkFunctions(parts) : []),
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

export interface ModuleParts {
  readonly layout: KernelLayout;
  readonly constants: Readonly<Record<string, number>>;
  /** Those of `commonFunctions`. */
  readonly functions: readonly string[];
  /** Functions for the table and the arena, if they are looked at in WebAssembly (native-table.ts). */
  readonly table?: readonly string[];
}

/** What is made a module. */
export function moduleSource(parts: KernelParts, module: ModuleParts): ModuleSource {
  const { layout, constants, functions, table } = module;
  const { memo, edges, words } = parts;
  const common = {
    arrays: new Map([...layout.arrays, ...COMMON_ARRAYS]),
    shared: layout.shared,
    constants: new Map(Object.entries(constants)),
  };
  const imports = new Map<string, ImportedFunction>([
    ["known_", { parameters: 1, hasResult: true }],
    ["interpret_", { parameters: 1, hasResult: false }],
  ]);
  if (parts.walks) {
    imports.set("orbit_", { parameters: 1, hasResult: true });
    const full = "function O(){draw_();}";
    return { ...common, imports, functions: [...functions, full], exports: ["walk_"] };
  }
  imports.set("O", { parameters: 0, hasResult: false });
  for (const [name, each] of table ? NATIVE_TABLE_IMPORTS : []) imports.set(name, each);
  const labels = edges ? [`function judge_(){${memo}predicates();}`, predicatesText(edges)] : [];
  if (edges && edges.costs > 0) {
    imports.set("price_", { parameters: edges.costs, hasResult: true });
  }
  return {
    ...common,
    functions: [...functions, runText(words), ...(table ?? []), ...labels],
    imports,
    exports: ["run", "sift", ...(table ? NATIVE_TABLE_EXPORTS : []), ...(edges ? ["judge_"] : [])],
  };
}
