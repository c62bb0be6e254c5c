/**
 * What a step changed, as small as it can be said: the cell of a map, the field of a record, never
 * the whole variable when only a part differs.
 */
import type { Instance, State, Type, Value } from "../model.ts";
import { equalValues, untuple } from "../values.ts";
import { showValue } from "../show-value.ts";

export interface Change {
  /** Index of the variable in the instance. */
  readonly variable: number;
  /** Keys of the changed cell; for a local of a process, those of the instance come first. */
  readonly keys: readonly Value[];
  /** What follows name and keys, `.valid`: the part of the cell that changed. */
  readonly part: string;
  readonly type: Type;
  readonly before: Value;
  readonly after: Value;
}

export function changesBetween(instance: Instance, before: State, after: State): Change[] {
  const changes: Change[] = [];
  for (const [variable, { type }] of instance.variables.entries()) {
    collect(changes, { variable, keys: [], part: "", type }, before[variable]!, after[variable]!);
  }
  return changes;
}

/** `page[frame2].valid`. `skippedKeys` keys are left out: those that the reader knows already. */
export function changePlace(
  instance: Instance,
  change: Change,
  name = instance.variables[change.variable]!.name,
  skippedKeys = 0,
): string {
  const { type } = instance.variables[change.variable]!;
  if (type.kind !== "map" || change.keys.length <= skippedKeys) return name + change.part;
  const keys = change.keys.map((key, i) => showValue(key, type.keys[i]!));
  return `${name}[${keys.slice(skippedKeys).join(", ")}]${change.part}`;
}

type Place = Pick<Change, "variable" | "keys" | "part" | "type">;

function collect(changes: Change[], at: Place, before: Value, after: Value): void {
  if (equalValues(before, after)) return;
  const { type } = at;
  if (type.kind === "option" && before !== null && after !== null) {
    collect(changes, { ...at, type: type.item }, before, after);
  } else if (type.kind === "record" && Array.isArray(before) && Array.isArray(after)) {
    for (const [i, field] of type.fields.entries()) {
      const part = `${at.part}.${field.name}`;
      collect(changes, { ...at, part, type: field.type }, before[i] as Value, after[i] as Value);
    }
  } else if (type.kind === "map" && Array.isArray(before) && Array.isArray(after)) {
    const outermost = at.keys.length === 0 && at.part === "";
    for (let i = 0; i < before.length; i++) {
      const cell = outermost
        ? { ...at, keys: untuple(i, type.keys), type: type.value }
        : { ...at, part: `${at.part}[${cellKeys(i, type.keys)}]`, type: type.value };
      collect(changes, cell, before[i] as Value, after[i] as Value);
    }
  } else {
    changes.push({ ...at, before, after });
  }
}

/** The keys of a cell of a map without parentheses, as in `pt[proc1, page2]`. */
export function cellKeys(cell: number, keys: readonly Type[]): string {
  return untuple(cell, keys)
    .map((key, i) => showValue(key, keys[i]!))
    .join(", ");
}
