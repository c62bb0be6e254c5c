/** Assignment to a place: a variable, or a part of it reached by keys, fields and `!`. */
import type { Environment } from "./environment.ts";
import { checkPosition, evaluate, unwrap } from "./expression.ts";
import type { PathItem, State, Statement, Type, Value } from "../model.ts";
import { showType } from "../show-value.ts";
import { listOf, tupleOrdinal } from "../values.ts";

type Assign = Extract<Statement, { kind: "assign" }>;

/**
 * The state after the assignment. First the keys are evaluated, then the value, then the place is
 * written; what is `!` on the way must not be none when it is written.
 */
export function assign(s: Assign, env: Environment): State {
  const keys = s.path.map((item) =>
    item.kind === "key" ? item.keys.map((key) => evaluate(key, env)) : [],
  );
  const value = evaluate(s.value, env);
  const type = env.instance.variables[s.variable]!.type;
  const written = writePart({ path: s.path, keys, value }, 0, env.state[s.variable]!, type);
  return env.state.with(s.variable, written);
}

interface Write {
  readonly path: readonly PathItem[];
  /** Values of the keys of each item of the path. */
  readonly keys: readonly (readonly Value[])[];
  readonly value: Value;
}

/** A copy of `whole`, with what the path from item `depth` on leads to replaced. */
function writePart(write: Write, depth: number, whole: Value, type: Type): Value {
  const item = write.path[depth];
  if (item === undefined) return write.value;
  const replace = (index: number, part: Type): Value =>
    listOf(whole).with(index, writePart(write, depth + 1, listOf(whole)[index]!, part));
  switch (item.kind) {
    case "unwrap":
      if (type.kind === "option")
        return writePart(write, depth + 1, unwrap(whole, item), type.item);
      break;
    case "field":
      if (type.kind === "record") return replace(item.index, type.fields[item.index]!.type);
      if (type.kind === "tuple") return replace(item.index, type.items[item.index]!);
      break;
    case "key": {
      const keys = write.keys[depth]!;
      if (type.kind === "map") return replace(tupleOrdinal(keys, type.keys), type.value);
      if (type.kind === "seq") {
        const position = keys[0] as number;
        checkPosition(listOf(whole), position, item.keys[0]!);
        return replace(position, type.item);
      }
    }
  }
  throw new TypeError(`no ${item.kind} of ${showType(type)} can be written`);
}
