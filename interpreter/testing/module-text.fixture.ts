/** Instances of modules written as text, for tests. */
import { SourceFile, type Location } from "../../grammar/source.ts";
import { elaborate } from "../elaborate/elaborate.ts";
import type { ExploreOptions, Selection, Trace } from "../exploration.ts";
import { loadText } from "../load/load.ts";
import type { Instance } from "../model.ts";
import { showValue } from "../show-value.ts";

/** The instance of a module with its parameters at their defaults. `module m` is put before it. */
export async function instanceOf(
  text: string,
  others: Readonly<Record<string, string>> = {},
): Promise<Instance> {
  const files = { "m.fl": `module m\n${text}`, ...others };
  const { modules, diagnostics } = await loadText(files, "m.fl");
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const problems = errors.map(({ message, at }) => `${at.source.slice(at)}: ${message}`);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const elaborated = elaborate(modules[0]!);
  if (elaborated.instance !== undefined) return elaborated.instance;
  throw new Error(elaborated.diagnostics.map(({ message }) => message).join("\n"));
}

/** A place in no text. */
export const placeless: Location = { source: new SourceFile("nowhere.fl", ""), start: 0, end: 0 };

/** Every property of states and steps, and deadlock. */
export function everything(instance: Instance): Selection {
  return {
    invariants: [...instance.invariants.keys()],
    transitions: [...instance.transitions.keys()],
    refinements: [...instance.refinements.keys()],
    deadlock: true,
  };
}

export function allOf(instance: Instance, more: Partial<ExploreOptions> = {}): ExploreOptions {
  return { symmetry: false, selection: everything(instance), ...more };
}

/** `fork(proc1, proc2)`, `mapZero(proc1, page1) with f = frame1` */
export function stepsOf(instance: Instance, trace: Trace | undefined): string[] {
  return (trace?.steps ?? []).map(({ step, arguments: values, choices, incomplete }) => {
    const { name, parameters } = instance.steps[step]!;
    const shown = values.map((value, i) => showValue(value, parameters[i]!.type));
    const made = choices.map(({ label, value, type }) => `${label} = ${showValue(value, type)}`);
    const chosen = made.length === 0 ? "" : ` with ${made.join(", ")}`;
    return `${name}(${shown.join(", ")})${chosen}${incomplete === true ? " !" : ""}`;
  });
}
