/**
 * What fairness asks of the behaviours of an instance: one constraint for each tuple of arguments of a
 * fair action (with `any` one for all of them), and for each instance of a process one for all of its
 * weakly fair and one for all of its strongly fair steps.
 *
 * After Lamport, "The Temporal Logic of Actions" (ACM TOPLAS 16(3), 1994), with what he writes <A>_v for
 * the action: a constraint is *taken* by a step that it is about and that changes the state, and
 * *enabled* in a state where there is such a step. Weak: from no point on is it enabled for ever and
 * never taken. Strong: it is taken again and again, or from some point on it is never enabled.
 *
 * That the steps of one instance of a process share a constraint makes no difference: in a state only
 * one of them can be taken, and until it is taken the instance stays where it is.
 */
import type { Instance, InstanceStep, Value } from "../model.ts";
import { showValue } from "../show-value.ts";
import { combinations, tupleOrdinal, untuple } from "../values.ts";

/** Constraints are numbered from 1; 0 stands for none. */
export interface Fairness {
  readonly count: number;
  /** By step of the instance: where its constraints begin; 0 if it is not fair. */
  readonly first: readonly number[];
  /** By constraint. */
  readonly isStrong: Uint8Array;
}

/** More constraints than this are refused: each action with so many arguments should be fair `any`. */
export const CONSTRAINT_LIMIT = 1_000_000;

/** `undefined` if there are too many. */
export function fairnessOf({ steps }: Instance): Fairness | undefined {
  const groups = new Map<string, { readonly first: number; readonly size: number }>();
  const strong: { readonly first: number; readonly size: number }[] = [];
  let next = 1;
  const first = steps.map((step) => {
    const { fairness, process } = step;
    if (fairness === undefined) return 0;
    const key = process ? `${process.name} ${fairness.strength}` : step.index.toString();
    let group = groups.get(key);
    if (group === undefined) {
      const size = fairness.any ? 1 : combinations(step.parameters.map(({ type }) => type));
      group = { first: next, size };
      groups.set(key, group);
      if (fairness.strength === "strong") strong.push(group);
      next += size;
    }
    return group.first;
  });
  if (next - 1 > CONSTRAINT_LIMIT) return undefined;
  const isStrong = new Uint8Array(next);
  for (const group of strong) isStrong.fill(1, group.first, group.first + group.size);
  return { count: next - 1, first, isStrong };
}

/** The constraint that a step with these arguments may take; 0 if none. */
export function constraintOf(
  { first }: Fairness,
  step: InstanceStep,
  values: readonly Value[],
): number {
  const start = first[step.index]!;
  if (start === 0 || step.fairness?.any === true) return start;
  const types = step.parameters.map(({ type }) => type);
  return start + tupleOrdinal(values, types);
}

/** `launder(frame1)`, `fault(thread2)`, `move` */
export function constraintName(instance: Instance, fairness: Fairness, constraint: number): string {
  // The group that begins last at or before the constraint.
  const last = instance.steps
    .filter((step) => step.fairness && fairness.first[step.index]! <= constraint)
    .reduce((a, b) => (fairness.first[b.index]! > fairness.first[a.index]! ? b : a));
  const name = last.process?.name ?? last.name;
  if (last.fairness!.any || last.parameters.length === 0) return name;
  const types = last.parameters.map(({ type }) => type);
  const values = untuple(constraint - fairness.first[last.index]!, types);
  return `${name}(${values.map((value, i) => showValue(value, types[i]!)).join(", ")})`;
}
