/**
 * The code that symmetry reduction needs for one layout, as functions. The text is made of numbers and
 * generated names only: nothing of the specification is in it.
 */
import type { SymmetricType, Type } from "../../model.ts";
import { partsOf } from "../../type-parts.ts";
import { Writer } from "../code/code-writer.ts";
import type { Layout, Plan } from "../layout/layout.ts";
import { ArrangeCode, plainWords } from "./arrange-code.ts";
import { Elements } from "./elements.ts";
import { CodeContext, withWords } from "./places.ts";
import {
  allTwins,
  displaceText,
  orderTwinsText,
  rankBlindlyText,
  rankText,
  sumText,
  unusedTwins,
} from "./rank-code.ts";
import { COUNT_BITS, SignCode } from "./sign-code.ts";
import { TwinCode } from "./twin-code.ts";

/** Characters from which on a function is not given more variables, so that it can be optimised. */
const LONGEST_FUNCTION = 12_000;
/** Entries of a table that are set one by one. */
const LONGEST_CLEARED = 32;

export interface SymmetryCode {
  /**
   * Replaces the words at an offset by those that stand for their orbit, if that needs no search, and
   * answers whether it did. If not, elements that are still alike have the same of the `colours`.
   */
  readonly canonical: (queue: Int32Array, offset: number) => boolean;
  /** Tells apart by the state at an offset what the colours do not, and answers how many pairs are. */
  readonly refine: (queue: Int32Array, offset: number) => number;
  /** Puts the state with its elements numbered by their colours into `result`. */
  readonly arrange: (queue: Int32Array, offset: number, result: Int32Array) => void;
  /** By number of the element, with one more entry at the end that stands for no identity. */
  readonly colours: Int32Array;
  readonly elements: Elements;
  /** Pairs of elements of one type. */
  readonly pairs: number;
}

/** Layouts whose code is remembered: the checks of a module, and its mutants, often have the same. */
const REMEMBERED = 16;
const remembered = new Map<string, SymmetryCode | undefined>();

/**
 * Undefined if identities are in values that are keys, or elements of sets, as parts of sets or maps. What is the same for
 * two searches may serve both by turns: nothing is kept in the `colours` from one state to the next.
 */
export function generateSymmetry(
  plan: Plan,
  types: readonly Type[],
  symmetricTypes: readonly SymmetricType[],
): SymmetryCode | undefined {
  const key = JSON.stringify([plan, types, symmetricTypes]);
  const isKnown = remembered.has(key);
  const code = isKnown ? remembered.get(key) : generate(plan, types, symmetricTypes);
  remembered.delete(key);
  remembered.set(key, code);
  if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value!);
  return code;
}

function generate(
  plan: Plan,
  types: readonly Type[],
  symmetricTypes: readonly SymmetricType[],
): SymmetryCode | undefined {
  const elements = new Elements(symmetricTypes, plan);
  if (!types.every((type) => keysHaveDigits(type, elements))) return undefined;
  const w = new Writer();
  const context = new CodeContext(w, elements);

  /** Names of functions that together do for all variables what `statements` do for one. */
  const perVariable = (
    parameters: string,
    statements: (node: Layout, type: Type, index: number) => string,
    wrap: (text: string) => string = (text) => text,
  ): string[] => {
    const names: string[] = [];
    let text = "";
    const finish = (): void => {
      if (text === "") return;
      const name = w.name("f");
      w.functions.push(`function ${name}(${parameters}){${withWords(wrap(text))}}`);
      names.push(name);
      text = "";
    };
    plan.nodes.forEach((node, i) => {
      text += statements(node, types[i]!, i);
      if (text.length > LONGEST_FUNCTION) finish();
    });
    finish();
    return names;
  };

  const blind = new SignCode(context, true);
  const coloured = new SignCode(context, false);
  const arrange = new ArrangeCode(context);
  const signs = [blind, coloured].map((code) =>
    perVariable("P,o", (node, type, i) => code.variable(node, type, i)),
  );
  const arranges = perVariable(
    "P,o,R",
    (node, type) => arrange.variable(node, type),
    withResultWords,
  );
  const plain = plainWords(plan, types, elements);
  const begin = Array.from(
    plain,
    (mask, i) => `R[${i}]=${mask === 0 ? "0" : `P[o+${i}]&${mask}`};`,
  );
  const canCount = blind.places < 2 ** COUNT_BITS;
  const used = symmetricTypes.filter(({ index }) => elements.types[index] !== undefined);
  const twins = used.map((type) => {
    const text = canCount ? new TwinCode(context, type).variables(plan.nodes, types) : undefined;
    if (text === undefined) return undefined;
    const name = w.name("f");
    w.functions.push(`function ${name}(P,o,a,b){${withWords(text)}return 1;}`);
    return name;
  });
  const rows = used.map((type) => elements.of(type));
  const pairs = rows.reduce((sum, { size }) => sum + (size * (size - 1)) / 2, 0);
  const call = (names: readonly string[], list: string): string =>
    names.map((name) => `${name}(${list});`).join("");
  const clear = (table: string): string =>
    elements.count > LONGEST_CLEARED
      ? `${table}.fill(0);`
      : Array.from({ length: elements.count + 1 }, (_, i) => `${table}[${i}]=0;`).join("");
  const order = rows.map((row, i) =>
    canCount ? orderTwinsText(row, unusedTwins(row, twins[i])) : sumText(row),
  );
  // Where no identity is a value, all that are alike have been asked.
  const areAsked = canCount && blind.places === 0;
  const orderRest = rows.map((row) => (areAsked ? sumText(row) : orderTwinsText(row, allTwins)));
  const text = `"use strict";
${context.tables.map((_, i) => `const t${i}=T[${i}];`).join("")}
${w.functions.join("\n")}
function blind(P,o){let n=0;${clear("G")}${call(signs[0]!, "P,o")}${rows.map(rankBlindlyText).join("")}return n;}
function order(P,o){let n=0;${order.join("")}return n;}
function again(P,o){let n=0;${clear("G")}${call(signs[1]!, "P,o")}${rows.map(rankText).join("")}return n;}
function displace(){let n=0;${rows.map(displaceText).join("")}return n;}
function put(P,o,R){${begin.join("")}${call(arranges, "P,o,R")}}
function refine(P,o){
let n=again(P,o),m=-1;
while(n!==m&&n!==${pairs}){m=n;n=again(P,o);}
return n;
}
const B=new Int32Array(${plan.words});
function areTwins(P,o,i,j){
${clear("D")}D[i]=j-i;D[j]=i-j;put(P,o,B);
for(let k=0;k<${plan.words};k++)if(B[k]!==P[o+k])return 0;
return 1;
}
function orderRest(P,o){let n=0;${orderRest.join("")}return n;}
return{refine,arrange(P,o,R){displace();put(P,o,R);},canonical(P,o){
if(blind(P,o)!==${pairs}&&order(P,o)!==${pairs}){
const n=refine(P,o);
if(n!==${pairs}){
const m=orderRest(P,o);
if(m!==${pairs}&&(m===n||refine(P,o)!==${pairs}))return false;
}}
if(displace()!==0){put(P,o,B);for(let i=0;i<${plan.words};i++)P[o+i]=B[i];}
return true;
}};`;
  const table = (): Int32Array => new Int32Array(elements.count + 1);
  const colours = table();
  const made = new Function("T", "G", "K", "N", "D", text) as (
    ...tables: unknown[]
  ) => Pick<SymmetryCode, "canonical" | "refine" | "arrange">;
  const functions = made(context.tables, table(), colours, table(), table());
  return { ...functions, colours, elements, pairs };
}

/** Declares the words of the result that are put together in variables, and adds them to it. */
function withResultWords(text: string): string {
  const used = [...new Set(Array.from(text.matchAll(/\br\d+\b/g), ([name]) => name))];
  if (used.length === 0) return text;
  const begin = `let ${used.map((name) => `${name}=0`).join(",")};`;
  return `${begin}${text}${used.map((name) => `R[${name.slice(1)}]|=${name};`).join("")}`;
}

/** Whether the identities in all keys, and in all elements of sets, are digits of their numbers. */
function keysHaveDigits(type: Type, elements: Elements): boolean {
  const numbered = type.kind === "set" ? [type.item] : type.kind === "map" ? type.keys : [];
  return (
    numbered.every((each) => elements.hasDigits(each)) &&
    partsOf(type).every((part) => keysHaveDigits(part, elements))
  );
}
