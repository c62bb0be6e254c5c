/** Expanding single states with both evaluators, to compare what they do step by step. */
import { evaluateProperty } from "../evaluate/property.ts";
import { EvaluationFailure } from "../evaluate/failure.ts";
import type { Instance, State } from "../model.ts";
import { successors } from "../explore/successors.ts";
import type { Finding } from "../explore/violation.ts";
import { compileInstance } from "./compile-instance.ts";
import { instantiate, moduleOf } from "./instantiate.ts";
import { decodeState, encodeState } from "./layout/packed-value.ts";
import type { CodeLimits } from "./generate/routine.ts";
import { PRIVATE_MEMORY } from "./kernel.ts";

/** What happens when states are expanded one after the other. */
export interface Expansion {
  /** For each state: states not met before, in order. */
  readonly discovered: readonly (readonly State[])[];
  /** For each state: how many ways each step has. */
  readonly counts: readonly (readonly number[])[];
  /** For each state: what is wrong, as text, sorted. */
  readonly findings: readonly (readonly string[])[];
  readonly sites: readonly number[];
}

const describe = ({ kind, within, index }: Finding): string => `${kind} of ${within} ${index}`;

const selectionOf = (model: Instance) => ({
  invariants: [...model.invariants.keys()],
  transitions: [...model.transitions.keys()],
  refinements: [],
  deadlock: true,
});

export function expandReference(model: Instance, states: readonly State[]): Expansion {
  const sites = new Uint8Array(model.sites.length);
  const known = new Set<string>();
  const isNew = (state: State): boolean => {
    const key = JSON.stringify(state);
    return !known.has(key) && known.add(key) !== undefined;
  };
  const started = states.filter(isNew);
  const discovered: State[][] = [];
  const counts: number[][] = [];
  const findings: string[][] = [];
  for (const state of started) {
    const found = new Set<string>();
    const note = (kind: Finding["kind"], within: Finding["within"], index: number): void => {
      found.add(describe({ kind, within, index, onStep: true }));
    };
    const look = (within: "invariant" | "transition", after: State): void => {
      const properties = within === "invariant" ? model.invariants : model.transitions;
      for (const [index, property] of properties.entries()) {
        const result = evaluateProperty(model, property, after, state, sites);
        if (result === true) continue;
        note(result instanceof EvaluationFailure ? "failure" : within, within, index);
      }
    };
    look("invariant", state);
    const count = model.steps.map(() => 0);
    const fresh: State[] = [];
    let isStuck = true;
    for (const { step, outcome } of successors(model, state, { sites })) {
      isStuck = false;
      if (outcome.kind === "completed") {
        count[step]!++;
        look("transition", outcome.state);
        if (isNew(outcome.state)) fresh.push(outcome.state);
      } else note(outcome.kind === "failed" ? "failure" : "assert", "step", step);
    }
    if (isStuck) note("deadlock", "terminal", 0);
    discovered.push(fresh);
    counts.push(count);
    findings.push([...found].sort());
  }
  return { discovered, counts, findings, sites: [...sites] };
}

export function expandCompiled(
  model: Instance,
  states: readonly State[],
  { limits, isNative = false }: { limits?: CodeLimits; isNative?: boolean } = {},
): Expansion & { readonly notes: readonly string[]; readonly wasNative: boolean } {
  const compiled = compileInstance(model, selectionOf(model), limits ? { limits } : {});
  const { plan, findings, notes } = compiled;
  const kernel = instantiate(compiled, {
    memory: PRIVATE_MEMORY,
    maxStates: Infinity,
    isKnown: () => 0,
    interpret: () => {
      throw new Error("everything was to be compiled");
    },
  });
  const { sites, findings: rows } = kernel;
  const module = isNative ? moduleOf(compiled) : undefined;
  const wasNative = module !== undefined && kernel.useModule(module);
  for (const state of states) kernel.push(encodeState(plan, state));
  kernel.flush();
  const started = kernel.rows();
  const result = {
    discovered: [] as State[][],
    counts: [] as number[][],
    findings: [] as string[][],
  };
  const words = new Int32Array(plan.words);
  for (let row = 1; row < started; row++) {
    const before = [...kernel.queued];
    const first = kernel.rows();
    rows.fill(0);
    kernel.expand(row, row + 1);
    const fresh: State[] = [];
    for (let next = first; next < kernel.rows(); next++) {
      kernel.load(next, words);
      fresh.push(decodeState(plan, words));
    }
    result.discovered.push(fresh);
    result.counts.push([...kernel.queued].map((queued, i) => (queued - before[i]!) / plan.words));
    result.findings.push(
      findings
        .filter((_, i) => rows[i] !== 0)
        .map(describe)
        .sort(),
    );
  }
  return { ...result, sites: [...sites], notes, wasNative };
}
