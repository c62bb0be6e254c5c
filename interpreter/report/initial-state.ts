/**
 * The state a run starts in, said briefly: cells of a map that share a value share a line, and what
 * a process that is at rest keeps is left out.
 */
import type { Instance, State, Type, Value, Variable } from "../model.ts";
import { tupleOrdinal, untuple } from "../values.ts";
import { cellKeys } from "./changes.ts";
import { harmless } from "./text.ts";
import { showValue } from "../show-value.ts";

/** `pt[proc1] = none`, one line per fact. */
export function initialStateLines(instance: Instance, state: State): string[] {
  return instance.variables.flatMap((variable, i) =>
    variable.synthetic === true ? [] : linesOf(instance, state, variable, state[i]!),
  );
}

function linesOf(instance: Instance, state: State, variable: Variable, value: Value): string[] {
  const { type } = variable;
  const shown = (keys: readonly Value[]) =>
    !variable.process || !atRest(instance, state, variable.process.name, keys);
  if (type.kind !== "map") {
    return shown([]) ? [`${variable.name} = ${showValue(value, type)}`] : [];
  }
  const entries = (value as readonly Value[])
    .map((entry, i) => ({ ordinal: i, text: showValue(entry, type.value) }))
    .filter(({ ordinal }) => shown(untuple(ordinal, type.keys)));
  const usual = mostCommon(entries.map((entry) => entry.text));
  const lines = entries
    .filter((entry) => entry.text !== usual)
    .map((entry) => `${variable.name}[${cellKeys(entry.ordinal, type.keys)}] = ${entry.text}`);
  if (usual === undefined) return lines;
  return [
    ...lines,
    `${variable.name}[${lines.length === 0 ? everyKey(type.keys) : "others"}] = ${usual}`,
  ];
}

/** The text that more than one and at least half of the entries have. */
function mostCommon(texts: readonly string[]): string | undefined {
  const tally = new Map<string, number>();
  for (const text of texts) tally.set(text, (tally.get(text) ?? 0) + 1);
  const [text, times] = [...tally].sort((a, b) => b[1] - a[1])[0] ?? ["", 0];
  return times > 1 && times * 2 >= texts.length ? text : undefined;
}

function everyKey(keys: readonly Type[]): string {
  return keys
    .map((key) => ("name" in key && key.name !== undefined ? `every ${harmless(key.name)}` : "any"))
    .join(", ");
}

/**
 * Whether the process instance that `keys` begin with is at rest: has not begun, or has stopped.
 * `keys` may go on: a local that is a map has keys of its own.
 */
export function atRest(
  instance: Instance,
  state: State,
  process: string,
  keys: readonly Value[],
): boolean {
  const at = instance.variables.findIndex(
    (variable) => variable.process?.name === process && variable.process.role === "counter",
  );
  const type = instance.variables[at]?.type;
  if (type === undefined) return false;
  if (type.kind !== "map") return showValue(state[at]!, type) === "rest";
  const ordinal = tupleOrdinal(keys.slice(0, type.keys.length), type.keys);
  return showValue((state[at] as readonly Value[])[ordinal]!, type.value) === "rest";
}
