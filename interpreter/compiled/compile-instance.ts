/**
 * An instance as a program for the search: its layout, and the text of its functions. What would be too
 * long is left to the reference evaluator, step by step and property by property, and noted.
 */
import type { Selection } from "../exploration.ts";
import type { Instance, InstanceStep, Property } from "../model.ts";
import type { Finding } from "../explore/violation.ts";
import { measuredCosts } from "../explore/measure-search.ts";
import { selectedPredicates, type Predicate } from "../explore/predicates.ts";
import type { Fairness } from "../temporal/fairness.ts";
import { fairnessOf } from "../temporal/fairness.ts";
import { definitionFacts } from "../analysis.ts";
import { addConstant } from "./code/arithmetic.ts";
import { Writer } from "./code/code-writer.ts";
import { isTooMuch } from "./compile-limit.ts";
import { expression } from "./generate/expression.ts";
import { mappingFunction, propertyFunction } from "./generate/property.ts";
import { memoFunction } from "./generate/memo.ts";
import { presencesOf, type Presences } from "./generate/presence.ts";
import { bodyFunctions, type Emit } from "./generate/step.ts";
import type { Plan } from "./layout/layout.ts";
import { planLayout } from "./layout/layout.ts";
import type { CodeLimits, Program } from "./generate/routine.ts";
import { CODE_LIMITS, COMPACT_LIMITS } from "./generate/routine.ts";
import type { Scalar } from "./code/scalar.ts";
import { integer, namedWord } from "./code/scalar.ts";
import { tupleOrdinalOf } from "./code/term-ordinal.ts";
import { FINGERPRINT_WORDS } from "./compact-rows.ts";
import type { EdgeParts } from "./edge-kernel.ts";
import type { Way } from "./generate/continuation.ts";
import type { KernelCode } from "./search-kernel.ts";
import { kernelCode, pushText } from "./search-kernel.ts";
import { shapeOf } from "./code/term-variables.ts";

/** States of more words than this are not worth generated code. */
const WIDEST_COMPILED = 96;
/** Characters of all functions together. */
const TEXT_LIMIT = 3_000_000;

/** What is left to the reference evaluator, or asks it about a change of the abstract state. */
export type Interpreted =
  | { readonly kind: "init" }
  | { readonly kind: "step"; readonly index: number }
  | { readonly kind: "invariant"; readonly index: number }
  | { readonly kind: "transition"; readonly index: number }
  | { readonly kind: "terminal" }
  /** Predicate `bit` of those that the selected temporal properties and measures are made of. */
  | { readonly kind: "predicate"; readonly bit: number }
  /** `place` is its position among those that are checked. */
  | { readonly kind: "refinement"; readonly index: number; readonly place: number };

export interface Compiled extends KernelCode {
  readonly plan: Plan;
  /** Layouts of the abstract states of the refinements that are checked. */
  readonly abstract: readonly Plan[];
  /** What is remembered, by number. */
  readonly findings: readonly Finding[];
  readonly interpreted: readonly Interpreted[];
  readonly notes: readonly string[];
  /** The fairness constraints, if temporal properties are to be looked at. */
  readonly fairness?: Fairness;
  /** The costs that edges are to tell, if there are measures. */
  readonly costs: readonly number[];
  /** Bits of a fingerprint, if states are compacted. */
  readonly fingerprintBits?: number;
}

export interface CompileOptions {
  readonly limits?: CodeLimits;
  /** With what random walks need, and without temporal properties. */
  readonly walks?: boolean;
  /** States are compacted to so many bits, if they are wider and no edges are to be recorded. */
  readonly fingerprintBits?: number;
}

/** Throws a `CompileLimit` if a state is too wide to be stored. */
export function compileInstance(
  instance: Instance,
  selection: Selection,
  options: CompileOptions = {},
): Compiled {
  return new Compilation(instance, selection, options).result();
}

class Compilation {
  readonly #instance: Instance;
  readonly #selection: Selection;
  readonly #program: Program;
  readonly #abstract: Plan[] = [];
  readonly #findings: Finding[] = [];
  readonly #interpreted: Interpreted[] = [];
  readonly #notes: string[] = [];
  readonly #fairness: Fairness | undefined;
  readonly #walks: boolean;
  readonly #fingerprintBits: number | undefined;

  constructor(instance: Instance, selection: Selection, options: CompileOptions) {
    const { limits = CODE_LIMITS, walks = false } = options;
    const { temporals = [] } = selection;
    if (temporals.length > 0) this.#fairness = fairnessOf(instance);
    this.#instance = instance;
    this.#selection = selection;
    this.#walks = walks;
    this.#fingerprintBits = options.fingerprintBits;
    this.#program = {
      instance,
      plan: planLayout(instance.variables.map(({ type }) => type)),
      w: new Writer(),
      limits,
      facts: definitionFacts(instance),
      costs: measuredCosts(instance, selection),
      decisions: new Map(),
      functions: new Map(),
      memos: new Map(),
      results: new Map(),
      expression,
    };
  }

  result(): Compiled {
    const { plan, w } = this.#program;
    const instance = this.#instance;
    const counted = this.#memo();
    const present = this.#presences();
    const memo = counted + (present.name === "" ? "" : call(present.name));
    const edge = this.#edge();
    const edges = this.#edges();
    const emit: Emit = (words, costs) =>
      (edge === "" ? "" : `${edge}(${words.map(({ text }) => text).join(",")});`) +
      pushText(words, edges && { costs });
    const compacts = edges === undefined && plan.words > FINGERPRINT_WORDS;
    const fingerprintBits = compacts ? this.#fingerprintBits : undefined;
    const stepCalls = instance.steps.map((step, index) => {
      const failed = this.#finding({ kind: "failure", within: "step", index, onStep: true });
      const asserted = this.#finding({ kind: "assert", within: "step", index, onStep: true });
      const finding = { failed: `U(${failed});`, asserted: `U(${asserted});` };
      const make = (): string =>
        bodyFunctions(this.#labelled(step), this.#program, finding, emit)
          .map((name) => call(name))
          .join("");
      return this.#generate(`step ${step.name}`, make, { kind: "step", index });
    });
    const init = this.#init();
    const properties = this.#selection.invariants.map((index) =>
      this.#property(instance.invariants[index]!, "invariant", index),
    );
    const stuck = this.#selection.deadlock ? this.#stuck() : "";
    const code = kernelCode({
      words: plan.words,
      steps: instance.steps.length,
      sites: instance.sites.length,
      findings: this.#findings.length,
      abstract: this.#abstract.map(({ words }) => words),
      functions: w.functions,
      init: `${memo}${init}`,
      properties: `${memo}${properties.join("")}`,
      memos: this.#program.memos.size + present.words,
      memo,
      ...(edges && { edges }),
      ...(this.#walks && { walks: true }),
      ...(fingerprintBits !== undefined && { fingerprintBits }),
      stepCalls,
      stepTests: present.tests,
      stuck,
      hasEdge: edge !== "",
      results: Math.max(0, ...instance.definitions.map(({ result }) => shapeOf(result).length - 1)),
    });
    return {
      plan,
      abstract: this.#abstract,
      findings: this.#findings,
      interpreted: this.#interpreted,
      notes: this.#notes,
      ...(this.#fairness && { fairness: this.#fairness }),
      costs: this.#program.costs,
      ...(fingerprintBits !== undefined && { fingerprintBits }),
      ...code,
    };
  }

  /** The step, setting the label of its edges. */
  #labelled(step: InstanceStep): InstanceStep & { readonly enter?: (way: Way) => void } {
    const fairness = this.#fairness;
    if (fairness === undefined) return step;
    const first = fairness.first[step.index]!;
    const { parameters } = step;
    const enter = (way: Way): void => {
      let label = integer(first);
      if (first !== 0 && step.fairness?.any !== true) {
        const terms = parameters.map(({ slot }) => way.slots[slot]!);
        const types = parameters.map(({ type }) => type);
        label = addConstant(tupleOrdinalOf(terms, types, way.w), first);
      }
      way.w.line(`K=${label.text};`);
    };
    return { ...step, enter };
  }

  /** What is needed for edges, if there are to be any, and for predicates. */
  #edges(): EdgeParts | undefined {
    const { temporals = [], measures = [] } = this.#selection;
    if (this.#fairness === undefined && measures.length === 0) return undefined;
    const predicates = selectedPredicates(this.#instance, { ...this.#selection, temporals });
    const failures = new Map<string, string>();
    const failureOf = ({ within, index }: Predicate): string => {
      const key = `${within} ${index}`;
      let failed = failures.get(key);
      if (failed === undefined) {
        failed = `J(${this.#finding({ kind: "failure", within, index, onStep: false })});`;
        failures.set(key, failed);
      }
      return failed;
    };
    const texts = predicates.map((predicate, bit) => {
      const { property } = predicate;
      const failed = failureOf(predicate);
      const wrong = `Y[${bit >>> 5}]&=${~(1 << (bit & 31))};`;
      return this.#generate(
        property.name,
        () => call(propertyFunction(property, this.#program, { wrong, failed })),
        { kind: "predicate", bit },
      );
    });
    const words = Math.ceil(predicates.length / 32);
    return { predicates: texts.join(""), words, costs: this.#program.costs.length };
  }

  /** Number of a finding: where its first row is remembered. */
  #finding(finding: Finding): number {
    return this.#findings.push(finding) - 1;
  }

  /** A statement that has the reference evaluator do it. */
  #interpret(what: Interpreted): string {
    return `interpret_(${this.#interpreted.push(what) - 1});`;
  }

  /** Generates code, in loops if it is too long otherwise; else leaves it to the reference evaluator. */
  #generate(what: string, generate: () => string, otherwise: Interpreted): string {
    const program = this.#program;
    const full = program.limits;
    if (program.plan.words > WIDEST_COMPILED) {
      this.#note(`a state takes ${program.plan.words} words`);
      return this.#interpret(otherwise);
    }
    for (const limits of [full, COMPACT_LIMITS]) {
      const definitions = new Set(program.functions.keys());
      const count = program.w.functions.length;
      program.limits = limits;
      try {
        const text = generate();
        const length = program.w.functions.reduce((sum, each) => sum + each.length, 0);
        if (length <= TEXT_LIMIT) return text;
      } catch (thrown) {
        if (!isTooMuch(thrown)) throw thrown;
      } finally {
        program.limits = full;
      }
      // Functions that were begun or refer to such must not be found by later code.
      program.w.functions.length = count;
      for (const key of program.functions.keys()) {
        if (!definitions.has(key)) program.functions.delete(key);
      }
      program.decisions.clear();
    }
    this.#note(`${what} is too large`);
    return this.#interpret(otherwise);
  }

  #note(reason: string): void {
    const note = `${reason} and is evaluated without being compiled, which is slow`;
    if (!this.#notes.includes(note)) this.#notes.push(note);
  }

  /** A statement that computes what is computed once for each state. */
  #memo(): string {
    const program = this.#program;
    if (program.plan.words > WIDEST_COMPILED) return "";
    try {
      const name = memoFunction(program);
      return name === "" ? "" : call(name);
    } catch (thrown) {
      if (!isTooMuch(thrown)) throw thrown;
      program.memos.clear();
      return "";
    }
  }

  #presences(): Presences {
    const program = this.#program;
    const none = { name: "", words: 0, tests: program.instance.steps.map(() => "") };
    if (program.plan.words > WIDEST_COMPILED) return none;
    try {
      return presencesOf(program, program.memos.size);
    } catch (thrown) {
      if (!isTooMuch(thrown)) throw thrown;
      return none;
    }
  }

  #init(): string {
    const { init } = this.#instance;
    const on = { within: "init", index: 0, onStep: false } as const;
    const failed = `U(${this.#finding({ ...on, kind: "failure" })});`;
    const asserted = `U(${this.#finding({ ...on, kind: "assert" })});`;
    const make = (): string =>
      bodyFunctions({ ...init, parameters: [] }, this.#program, { failed, asserted }, (words) =>
        pushText(words),
      )
        .map((name) => call(name))
        .join("");
    return this.#generate("init", make, { kind: "init" });
  }

  #property(property: Property, kind: "invariant" | "deadlock", index: number): string {
    const within = kind === "invariant" ? kind : "terminal";
    const failed = this.#finding({ kind: "failure", within, index, onStep: false });
    const wrong = this.#finding({ kind, within, index, onStep: false });
    const make = (): string =>
      call(
        propertyFunction(property, this.#program, {
          wrong: `J(${wrong});`,
          failed: `J(${failed});`,
        }),
      );
    const otherwise: Interpreted =
      kind === "invariant" ? { kind: "invariant", index } : { kind: "terminal" };
    return this.#generate(property.name, make, otherwise);
  }

  #stuck(): string {
    const { terminal } = this.#instance;
    if (terminal !== undefined) return this.#property(terminal, "deadlock", 0);
    const finding = this.#finding({
      kind: "deadlock",
      within: "terminal",
      index: 0,
      onStep: false,
    });
    return `J(${finding});`;
  }

  /** The function that looks at every step taken, if something is to be looked at. */
  #edge(): string {
    const { w, plan } = this.#program;
    const { transitions, refinements } = this.#selection;
    if (transitions.length === 0 && refinements.length === 0) return "";
    const words = Array.from({ length: plan.words }, (_, i) => namedWord(`t${i}`));
    const texts = [
      ...transitions.map((index) => this.#transition(index, words)),
      ...refinements.map((index, i) => this.#refinement(index, i, words)),
    ];
    const asks = texts.some((text) => text.includes("interpret_"));
    const array = afterText(words);
    return w.function(words, () => w.line((asks ? array : "") + texts.join("")), undefined, "edge");
  }

  #transition(index: number, words: readonly Scalar[]): string {
    const property = this.#instance.transitions[index]!;
    const on = { within: "transition", index, onStep: true } as const;
    const failed = `J(${this.#finding({ ...on, kind: "failure" })});`;
    const wrong = `J(${this.#finding({ ...on, kind: "transition" })});`;
    const make = (): string =>
      call(propertyFunction(property, this.#program, { wrong, failed }, words), words);
    return this.#generate(property.name, make, { kind: "transition", index });
  }

  /** Both abstract states are computed; the reference evaluator is asked about new pairs only. */
  #refinement(index: number, place: number, words: readonly Scalar[]): string {
    const refinement = this.#instance.refinements[index]!;
    const abstract = planLayout(refinement.abstract.variables.map(({ type }) => type));
    this.#abstract.push(abstract);
    const on = { within: "refinement", index, onStep: true } as const;
    const failed = `J(${this.#finding({ ...on, kind: "failure" })});`;
    this.#finding({ ...on, kind: "refinement" });
    const [row, lost, before, now] = ["R", "L", "B", "Y"].map((name) => `${name}r${place}`);
    const otherwise: Interpreted = { kind: "refinement", index, place };
    const make = (): string => {
      const name = mappingFunction(refinement, abstract, this.#program, words, now!);
      const old = words.map((_, i) => `S[${i}]`).join(",");
      const differs = Array.from(
        { length: abstract.words },
        (_, i) => `${before}[${i}]!==${now}[${i}]`,
      );
      return (
        `if(${row}!==r){${row}=r;${lost}=${name}(${old});${before}.set(${now});}` +
        `if(${lost}===1||${call(name, words).slice(0, -1)}===1){${failed}}` +
        `else if((${differs.join("||")})&&known_(${place})===0){` +
        `${afterText(words)}interpret_(${this.#interpreted.push(otherwise) - 1});}`
      );
    };
    return this.#generate(`refinement ${refinement.name}`, make, otherwise);
  }
}

/** Statements that leave the words of a state where the reference evaluator looks for them. */
const afterText = (words: readonly Scalar[]): string =>
  words.map(({ text }, i) => `after_[${i}]=${text};`).join("");

function call(name: string, words: readonly Scalar[] = []): string {
  return `${name}(${words.map(({ text }) => text).join(",")});`;
}
