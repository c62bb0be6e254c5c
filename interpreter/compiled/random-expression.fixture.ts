/**
 * Random well-typed expressions over given variables, definitions and slots. Each kind of expression of
 * model.ts is made now and then, also such that fail.
 */
import {
  BOOL,
  binder,
  constant,
  key,
  local,
  make,
  optionOf,
  range,
  read,
  setType,
} from "../testing/instance-builder.ts";
import type { Binder, Expression, PathItem, Pattern, Type } from "../model.ts";
import { cardinality, unordinal } from "../values.ts";
import type { RandomSource } from "./random-source.fixture.ts";
import { typeKey } from "./code/term-sets.ts";

export interface Slot {
  readonly slot: number;
  readonly type: Type;
}

/** What an expression may refer to. */
export interface Scope {
  readonly variables: readonly Type[];
  readonly definitions: readonly { readonly parameters: readonly Type[]; readonly result: Type }[];
  readonly slots: readonly Slot[];
  /** `old` may be used. */
  readonly hasOld: boolean;
  /** Types to choose from where any will do. */
  readonly types: readonly Type[];
  /** Number of the next slot of the routine. */
  readonly frame: { size: number };
  /** Number of sites of the instance; properties use them. */
  readonly sites?: number;
}

const sameType = (a: Type, b: Type): boolean => a.kind === b.kind && typeKey(a) === typeKey(b);

const isNumber = (type: Type): type is Type & { kind: "int" } => type.kind === "int";

type Number = Expression & { readonly type: Type & { kind: "int" } };

function intervalOf(
  operator: "+" | "-" | "*" | "/" | "%",
  a: { readonly low: number; readonly high: number },
  b: { readonly low: number; readonly high: number },
): Type {
  if (operator === "+") return range(a.low + b.low, a.high + b.high);
  if (operator === "-") return range(a.low - b.high, a.high - b.low);
  const most = Math.max(Math.abs(a.low), Math.abs(a.high));
  if (operator !== "*") return range(-most, most);
  const other = Math.max(Math.abs(b.low), Math.abs(b.high));
  return range(-most * other, most * other);
}

/** At most so many ways to bind the names. */
export function roundsOf(binders: readonly Binder[]): number {
  return binders.reduce((product, { type }) => product * cardinality(type), 1);
}

/** Domains that tests go through one by one. */
const isSmall = (type: Type): boolean => cardinality(type) <= 8;

export class ExpressionMaker {
  readonly #random: RandomSource;

  constructor(random: RandomSource) {
    this.#random = random;
  }

  /** An expression whose value is in the type. */
  value(type: Type, depth: number, scope: Scope): Expression {
    const random = this.#random;
    if (depth <= 0 || random.chance(10)) return this.#leaf(type, scope);
    if (random.chance(35)) {
      const general = this.#general(type, depth - 1, scope);
      if (general !== undefined) return general;
    }
    return this.#ofKind(type, depth - 1, scope);
  }

  condition(depth: number, scope: Scope): Expression {
    return this.value(BOOL, depth, scope);
  }

  slot(type: Type, scope: Scope): Slot {
    return { slot: scope.frame.size++, type };
  }

  binder(scope: Scope, depth: number, others: readonly Binder[] = []): Binder {
    const random = this.#random;
    const type = random.pick(scope.types.filter(isSmall));
    const { slot } = this.slot(type, scope);
    const group = others.filter((each) => sameType(each.type, type)).map((each) => each.slot);
    const more = random.chance(40) ? { distinctFrom: group } : {};
    if (random.chance(70)) return binder(slot, type, more);
    if (random.chance(30) && isNumber(type)) {
      const set = this.#interval(depth - 1, scope);
      return binder(slot, (set.type as Type & { kind: "set" }).item, { set });
    }
    return binder(slot, type, { ...more, set: this.value(setType(type), depth - 1, scope) });
  }

  binders(scope: Scope, depth: number): { binders: Binder[]; inside: Scope } {
    let inside = scope;
    const binders: Binder[] = [];
    for (let left = 1 + this.#random.below(2); left > 0; left--) {
      const next = this.binder(inside, depth, binders);
      // Few rounds, since these are nested.
      if (roundsOf([...binders, next]) > 16) break;
      binders.push(next);
      inside = { ...inside, slots: [...inside.slots, next] };
    }
    return { binders, inside };
  }

  /** A pattern for values of a type, and what is known where it matches. */
  pattern(type: Type, scope: Scope, depth = 2): { pattern: Pattern; bound: Slot[] } {
    const random = this.#random;
    const bind = (): { pattern: Pattern; bound: Slot[] } => {
      const slot = this.slot(type, scope);
      return { pattern: { kind: "bind", ...slot }, bound: [slot] };
    };
    if (depth === 0 || random.chance(15)) {
      return random.chance(50) ? bind() : { pattern: { kind: "any" }, bound: [] };
    }
    if (type.kind === "option") {
      if (random.chance(30)) return { pattern: { kind: "none" }, bound: [] };
      const { pattern: item, bound } = this.pattern(type.item, scope, depth - 1);
      return { pattern: { kind: "some", item }, bound };
    }
    if (type.kind === "enum") {
      const tag = random.below(type.variants.length);
      const parts = type.variants[tag]!.payload.map((each) => this.pattern(each, scope, depth - 1));
      const payload = parts.map((each) => each.pattern);
      return { pattern: { kind: "variant", tag, payload }, bound: parts.flatMap((p) => p.bound) };
    }
    if (type.kind === "int" || type.kind === "bool") {
      const value = unordinal(random.below(cardinality(type)), type);
      return { pattern: { kind: "literal", value }, bound: [] };
    }
    return bind();
  }

  /** `subject is pattern` and a condition that may use what it binds. */
  test(depth: number, scope: Scope): { test: Expression; inside: Scope } {
    const subject = this.value(this.#random.pick(scope.types), depth, scope);
    const { pattern, bound } = this.pattern(subject.type, scope);
    const test = make("test", BOOL, { subject, pattern });
    return { test, inside: { ...scope, slots: [...scope.slots, ...bound] } };
  }

  /** A part of a variable that can be assigned to. */
  place(scope: Scope, depth: number): { variable: number; path: PathItem[]; type: Type } {
    const random = this.#random;
    const variable = random.below(scope.variables.length);
    let type = scope.variables[variable]!;
    const path: PathItem[] = [];
    while (random.chance(75)) {
      if (type.kind === "map") {
        path.push(key(...type.keys.map((each) => this.value(each, depth, scope))));
        type = type.value;
      } else if (type.kind === "record" || type.kind === "tuple") {
        const types = type.kind === "record" ? type.fields.map((each) => each.type) : type.items;
        const index = random.below(types.length);
        path.push({ kind: "field", index });
        type = types[index]!;
      } else if (type.kind === "option" && random.chance(50)) {
        path.push({ kind: "unwrap", at: constant(0, BOOL).at });
        type = type.item;
      } else if (type.kind === "seq" && random.chance(50)) {
        path.push(key(this.value(range(0, type.capacity), depth, scope)));
        type = type.item;
      } else break;
    }
    return { variable, path, type };
  }

  #leaf(type: Type, scope: Scope): Expression {
    const found = [
      ...scope.slots.filter((each) => sameType(each.type, type)).map((s) => local(s.slot, s.type)),
      ...scope.variables.flatMap((each, i) => (sameType(each, type) ? [read(i, each)] : [])),
    ];
    if (found.length > 0 && this.#random.chance(80)) return this.#random.pick(found);
    return constant(
      unordinal(this.#random.below(Math.min(cardinality(type), 2 ** 30)), type),
      type,
    );
  }

  /** Ways to get a value of any type out of others. */
  #general(type: Type, depth: number, scope: Scope): Expression | undefined {
    const random = this.#random;
    switch (random.below(8)) {
      case 0: {
        const { test, inside } = this.test(depth, scope);
        const then = this.value(type, depth, inside);
        return make("if", type, { condition: test, then, else: this.value(type, depth, scope) });
      }
      case 1:
        return make("if", type, {
          condition: this.condition(depth, scope),
          then: this.value(type, depth, scope),
          else: this.value(type, depth, scope),
        });
      case 2: {
        if (type.kind === "option") return undefined;
        return make("unwrap", type, { object: this.value(optionOf(type), depth, scope) });
      }
      case 3: {
        const maps = scope.variables.flatMap((each, variable) =>
          each.kind === "map" && sameType(each.value, type) ? [{ each, variable }] : [],
        );
        if (maps.length === 0) return undefined;
        const { each, variable } = random.pick(maps);
        const keys = each.keys.map((part) => this.value(part, depth, scope));
        return make("lookup", type, { map: read(variable, each), keys });
      }
      case 4: {
        const records = [...scope.variables, ...scope.slots.map((slot) => slot.type)].flatMap(
          (each) =>
            each.kind === "record" && each.fields.some((field) => sameType(field.type, type))
              ? [each]
              : [],
        );
        if (records.length === 0) return undefined;
        const record = random.pick(records);
        const index = record.fields.findIndex((field) => sameType(field.type, type));
        return make("field", type, { object: this.value(record, depth, scope), index });
      }
      case 5: {
        const usable = scope.definitions.flatMap((each, definition) =>
          sameType(each.result, type) ? [{ each, definition }] : [],
        );
        if (usable.length === 0) return undefined;
        const { each, definition } = random.pick(usable);
        const values = each.parameters.map((part) => this.value(part, depth, scope));
        return make("call", type, { definition, arguments: values });
      }
      case 6:
        if (!scope.hasOld) return undefined;
        return make("old", type, { body: this.value(type, depth, scope) });
      default: {
        const seqs = scope.variables.flatMap((each, variable) =>
          each.kind === "seq" && sameType(each.item, type) ? [{ each, variable }] : [],
        );
        if (seqs.length === 0) return undefined;
        const { each, variable } = random.pick(seqs);
        const sequence = read(variable, each);
        if (random.chance(40)) {
          const name = random.pick(["first", "last"] as const);
          return make("builtin", type, { name, arguments: [sequence] });
        }
        const position = this.value(range(0, each.capacity), depth, scope);
        return make("element", type, { sequence, position });
      }
    }
  }

  #ofKind(type: Type, depth: number, scope: Scope): Expression {
    switch (type.kind) {
      case "bool":
        return this.#truth(depth, scope);
      case "int":
        return make("fit", type, { value: this.#number(depth, scope) });
      case "symmetric":
        return this.#leaf(type, scope);
      case "enum": {
        const tag = this.#random.below(type.variants.length);
        const { payload } = type.variants[tag]!;
        const items = payload.map((each) => this.value(each, depth, scope));
        return make("variant", type, { tag, payload: items });
      }
      case "record":
      case "tuple":
        return this.#record(type, depth, scope);
      case "option":
        return this.#option(type, depth, scope);
      case "set":
        return this.#set(type, depth, scope);
      case "seq":
        return this.#sequence(type, depth, scope);
      case "map":
        return this.#map(type, depth, scope);
    }
  }

  #truth(depth: number, scope: Scope): Expression {
    const random = this.#random;
    const some = (): Type => random.pick(scope.types);
    switch (random.below(9)) {
      case 0:
        return make("not", BOOL, { operand: this.condition(depth, scope) });
      case 1: {
        const operator = random.pick(["and", "or", "implies", "iff"] as const);
        const site =
          scope.sites !== undefined && operator === "implies"
            ? random.below(scope.sites)
            : undefined;
        const left = this.condition(depth, scope);
        return make("logic", BOOL, { operator, left, right: this.condition(depth, scope), site });
      }
      case 2: {
        const { test, inside } = this.test(depth, scope);
        const operator = random.pick(["and", "implies"] as const);
        return make("logic", BOOL, { operator, left: test, right: this.condition(depth, inside) });
      }
      case 3: {
        const type = some();
        const negated = random.chance(50);
        const left = this.value(type, depth, scope);
        return make("equal", BOOL, { negated, left, right: this.value(type, depth, scope) });
      }
      case 4: {
        const operator = random.pick(["<", "<=", ">", ">="] as const);
        const left = this.#number(depth, scope);
        return make("compare", BOOL, { operator, left, right: this.#number(depth, scope) });
      }
      case 5: {
        const item = some();
        if (isNumber(item) && random.chance(30)) {
          const element = this.#number(depth, scope);
          return make("member", BOOL, { element, collection: this.#interval(depth, scope) });
        }
        const collection = this.#collection(item, depth, scope);
        const element = isNumber(item)
          ? this.#number(depth, scope)
          : this.value(item, depth, scope);
        return make("member", BOOL, { element, collection });
      }
      case 6: {
        const set = setType(this.#small(scope));
        const args = [this.value(set, depth, scope), this.value(set, depth, scope)];
        return make("builtin", BOOL, { name: "subset", arguments: args });
      }
      case 7: {
        const { binders, inside } = this.binders(scope, depth);
        const quantifier = random.pick(["all", "some"] as const);
        const where = random.chance(40) ? this.condition(depth, inside) : undefined;
        return make("quantifier", BOOL, {
          quantifier,
          binders,
          where,
          body: this.condition(depth, inside),
        });
      }
      default:
        return this.test(depth, scope).test;
    }
  }

  #small(scope: Scope): Type {
    return this.#random.pick(scope.types.filter(isSmall));
  }

  #collection(item: Type, depth: number, scope: Scope): Expression {
    const seqs = scope.variables.flatMap((each, i) =>
      each.kind === "seq" && sameType(each.item, item) ? [read(i, each)] : [],
    );
    if (seqs.length > 0 && this.#random.chance(50)) return this.#random.pick(seqs);
    return isSmall(item) ? this.value(setType(item), depth, scope) : constant([], setType(item));
  }

  /** A number of any range, which its type says. */
  #number(depth: number, scope: Scope): Expression {
    const random = this.#random;
    const known = [...scope.types, ...scope.slots.map(({ type }) => type)].filter(isNumber);
    if (depth <= 0) return this.#leaf(random.pick(known), scope);
    const inner = (): Number => this.#modest(this.#number(depth - 1, scope));
    switch (random.below(8)) {
      case 0:
      case 1: {
        const operator = random.pick(["+", "-", "*", "/", "%"] as const);
        const [left, right] = [inner(), inner()];
        return make("arithmetic", intervalOf(operator, left.type, right.type), {
          operator,
          left,
          right,
        });
      }
      case 2: {
        const operand = inner();
        return make("negate", range(-operand.type.high, -operand.type.low), { operand });
      }
      case 3: {
        const name = random.pick(["min", "max"] as const);
        const [a, b] = [inner(), inner()];
        const pick = Math[name];
        const type = range(pick(a.type.low, b.type.low), pick(a.type.high, b.type.high));
        return make("builtin", type, { name, arguments: [a, b] });
      }
      case 4: {
        const operand = inner();
        const most = Math.max(Math.abs(operand.type.low), Math.abs(operand.type.high));
        return make("builtin", range(0, most), { name: "abs", arguments: [operand] });
      }
      case 5: {
        const set = this.#collection(this.#small(scope), depth - 1, scope);
        return make("builtin", range(0, 99), { name: "size", arguments: [set] });
      }
      case 6: {
        const { binders, inside } = this.binders(scope, depth - 1);
        const fold = random.pick(["count", "sum", "min", "max"] as const);
        const where = random.chance(60) ? this.condition(depth - 1, inside) : undefined;
        if (fold === "count") return make("fold", range(0, 9999), { fold, binders, where });
        const value = this.#modest(this.#number(depth - 1, inside));
        const { low, high } = value.type;
        const times = binders.reduce((product, each) => product * cardinality(each.type), 1);
        const type =
          fold === "sum" ? range(Math.min(0, low * times), Math.max(0, high * times)) : value.type;
        return make("fold", type, { fold, binders, where, value });
      }
      default:
        return this.value(random.pick(known), depth, scope);
    }
  }

  /** A number that can be calculated with further: one of a wide range is made to fit or fail. */
  #modest(e: Expression): Number {
    if (!isNumber(e.type)) throw new TypeError("a number was expected");
    const isWide = e.type.low < -99 || e.type.high > 99;
    return (isWide ? make("fit", range(-9, 9), { value: e }) : e) as Number;
  }

  #interval(depth: number, scope: Scope): Expression {
    const item = this.#random.pick(scope.types.filter(isNumber));
    const [low, high] = [this.value(item, depth, scope), this.value(item, depth, scope)];
    return make("interval", setType(item), { low, high });
  }

  #record(type: Type & { kind: "record" | "tuple" }, depth: number, scope: Scope): Expression {
    const types = type.kind === "record" ? type.fields.map((each) => each.type) : type.items;
    if (this.#random.chance(40)) {
      const index = this.#random.below(types.length);
      const value = this.value(types[index]!, depth, scope);
      return make("update", type, {
        object: this.value(type, depth, scope),
        fields: [{ index, value }],
      });
    }
    return make("construct", type, { items: types.map((each) => this.value(each, depth, scope)) });
  }

  #option(type: Type & { kind: "option" }, depth: number, scope: Scope): Expression {
    if (this.#random.chance(25)) return constant(null, type);
    if (this.#random.chance(40) && isSmall(type.item)) {
      const { binders, inside } = this.binders(scope, depth);
      const where = this.condition(depth, inside);
      const value = this.value(type.item, 1, inside);
      return make("fold", type, { fold: "find", binders, where, value });
    }
    return make("some", type, { item: this.value(type.item, depth, scope) });
  }

  #set(type: Type & { kind: "set" }, depth: number, scope: Scope): Expression {
    const random = this.#random;
    const { item } = type;
    switch (random.below(4)) {
      case 0: {
        const items = random.times(random.below(3), () => this.value(item, depth, scope));
        return make("set", type, { items });
      }
      case 1: {
        const { binders, inside } = this.binders(scope, depth);
        const where = random.chance(50) ? this.condition(depth, inside) : undefined;
        return make("fold", type, {
          fold: "set",
          binders,
          where,
          value: this.value(item, depth, inside),
        });
      }
      case 2: {
        const name = random.pick(["union", "intersect", "difference"] as const);
        const args = [this.value(type, depth, scope), this.value(type, depth, scope)];
        return make("builtin", type, { name, arguments: args });
      }
      default: {
        const name = random.pick(["add", "remove"] as const);
        const args = [this.value(type, depth, scope), this.value(item, depth, scope)];
        return make("builtin", type, { name, arguments: args });
      }
    }
  }

  #sequence(type: Type & { kind: "seq" }, depth: number, scope: Scope): Expression {
    const random = this.#random;
    const self = (): Expression => this.value(type, depth, scope);
    switch (random.below(6)) {
      case 0: {
        const count = random.below(type.capacity + 1);
        return make("sequence", type, {
          items: random.times(count, () => this.value(type.item, depth, scope)),
        });
      }
      case 1:
        return make("builtin", type, {
          name: "append",
          arguments: [self(), this.value(type.item, depth, scope)],
        });
      case 2:
        return make("builtin", type, { name: "concat", arguments: [self(), self()] });
      case 3:
        return make("builtin", type, { name: "rest", arguments: [self()] });
      case 4: {
        const wide: Type = { ...type, capacity: type.capacity + 1 };
        return make("fit", type, { value: this.#sequence(wide, depth - 1, scope) });
      }
      default: {
        const name = random.pick(["take", "drop"] as const);
        return make("builtin", type, { name, arguments: [self(), this.#number(depth, scope)] });
      }
    }
  }

  #map(type: Type & { kind: "map" }, depth: number, scope: Scope): Expression {
    if (this.#random.chance(40)) {
      return make("fill", type, { value: this.value(type.value, depth, scope) });
    }
    const slots = type.keys.map((each) => this.slot(each, scope));
    const inside = { ...scope, slots: [...scope.slots, ...slots] };
    const value = this.value(type.value, depth, inside);
    return make("tabulate", type, { slots: slots.map(({ slot }) => slot), value });
  }
}
