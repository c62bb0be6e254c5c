/**
 * Whether two instances, or parts of them, are the same but for where they stand in the text: places,
 * docs and the numbers of coverage sites do not count, nor do branches that the parameters rule out, and
 * a call counts by the name of what it calls.
 */
import type { Definition, Expression, Instance, InstanceStep, Statement } from "../model.ts";

/** Not part of what an instance does. Definitions are compared by name. */
const IGNORED = new Set([
  "at",
  "doc",
  "site",
  "thenSite",
  "elseSite",
  "emptySite",
  "sites",
  "definitions",
]);

export class InstancePair {
  readonly #left: Instance;
  readonly #right: Instance;
  /** Parts that are known to be equal, since types are shared by many expressions. */
  readonly #equal = new WeakMap<object, object>();
  #changed: ReadonlySet<string> | undefined;

  constructor(left: Instance, right: Instance) {
    this.#left = left;
    this.#right = right;
  }

  /**
   * Behaviour, properties and scenarios, with the definitions that they call. What nests too deep to be
   * compared is not the same.
   */
  get isSame(): boolean {
    try {
      const { definitions: _, ...callers } = this.#right;
      return this.#same(this.#left, this.#right) && !this.#callsChanged(callers);
    } catch (thrown) {
      if (isTooDeep(thrown)) return false;
      throw thrown;
    }
  }

  /** Then both have the same states. */
  get hasSameState(): boolean {
    const [left, right] = [this.#left, this.#right];
    return (
      this.#same(left.variables, right.variables) &&
      this.#same(left.symmetricTypes, right.symmetricTypes) &&
      this.#same(left.costs, right.costs) &&
      left.steps.length === right.steps.length
    );
  }

  get hasSameInit(): boolean {
    const { init } = this.#right;
    return this.#same(this.#left.init, init) && !this.#callsChanged(init);
  }

  isSameStep(left: InstanceStep, right: InstanceStep): boolean {
    return this.#same(left, right) && !this.#callsChanged(right);
  }

  /** Names of the definitions that differ, and of those that call one of them. */
  get changedDefinitions(): ReadonlySet<string> {
    this.#changed ??= this.#findChanged();
    return this.#changed;
  }

  #findChanged(): ReadonlySet<string> {
    const before = byName(this.#left.definitions);
    const after = byName(this.#right.definitions);
    const changed = new Set(
      [...before.keys(), ...after.keys()].filter(
        (name) => !this.#same(before.get(name), after.get(name)),
      ),
    );
    const callers = () =>
      this.#right.definitions.filter(
        ({ name, body }) => !changed.has(name) && callsOneOf(body, this.#right, changed),
      );
    for (let found = callers(); found.length > 0; found = callers()) {
      for (const { name } of found) changed.add(name);
    }
    return changed;
  }

  #callsChanged(part: unknown): boolean {
    return callsOneOf(part, this.#right, this.changedDefinitions);
  }

  #same(left: unknown, right: unknown): boolean {
    if (left === right) return true;
    if (typeof left !== "object" || typeof right !== "object") return false;
    if (left === null || right === null) return false;
    if (this.#equal.get(left) === right) return true;
    if (Array.isArray(left) !== Array.isArray(right)) return false;
    const same = Array.isArray(left)
      ? this.#sameItems(left, right as readonly unknown[])
      : this.#sameFields(left as Fields, right as Fields);
    if (same) this.#equal.set(left, right);
    return same;
  }

  #sameItems(left: readonly unknown[], right: readonly unknown[]): boolean {
    return left.length === right.length && left.every((item, i) => this.#same(item, right[i]));
  }

  #sameFields(ours: Fields, theirs: Fields): boolean {
    const [left, right] = [withoutDeadBranch(ours), withoutDeadBranch(theirs)];
    for (const key of Object.keys(left)) {
      if (!IGNORED.has(key) && !this.#sameField(key, left[key], right[key])) return false;
    }
    return Object.keys(right).every((key) => key in left || IGNORED.has(key));
  }

  #sameField(key: string, left: unknown, right: unknown): boolean {
    switch (key) {
      case "definition":
        return (
          this.#left.definitions[left as number]?.name ===
          this.#right.definitions[right as number]?.name
        );
      case "abstract":
        return new InstancePair(left as Instance, right as Instance).isSame;
      default:
        return this.#same(left, right);
    }
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Of an `if` that the parameters have decided, the branch that is left. */
function withoutDeadBranch(part: Fields): Fields {
  if (part.kind !== "if") return part;
  const { condition, then, else: otherwise } = part as unknown as Conditional;
  if (condition.kind !== "constant") return part;
  const left = condition.value === true ? then : otherwise;
  return Array.isArray(left) ? { kind: "block", body: left } : (left as unknown as Fields);
}

/** The statement or the expression. */
type Conditional = Extract<Statement | Expression, { kind: "if" }>;

export function isTooDeep(thrown: unknown): boolean {
  return thrown instanceof RangeError && thrown.message.includes("call stack");
}

/** Of each name all definitions, without the number that says where one stands. */
function byName(definitions: readonly Definition[]): Map<string, object[]> {
  const found = new Map<string, object[]>();
  for (const definition of definitions) {
    const unnumbered = { ...definition, index: 0 };
    const known = found.get(definition.name);
    if (known) known.push(unnumbered);
    else found.set(definition.name, [unnumbered]);
  }
  return found;
}

/** Whether a part of an instance calls a definition of one of the names. */
function callsOneOf(part: unknown, instance: Instance, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  const seen = new Set<object>();
  const open: unknown[] = [part];
  while (open.length > 0) {
    const at = open.pop();
    if (typeof at !== "object" || at === null || seen.has(at)) continue;
    seen.add(at);
    for (const [key, value] of Object.entries(at)) {
      // An abstract instance has definitions of its own.
      if (key === "at" || key === "type" || key === "abstract") continue;
      if (key === "definition" && names.has(instance.definitions[value as number]!.name)) {
        return true;
      }
      open.push(value);
    }
  }
  return false;
}
