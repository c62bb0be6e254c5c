/** Random well-typed instances and states of them, made from one number. */
import {
  BOOL,
  assign,
  definition,
  enumOf,
  instance,
  make,
  mapOf,
  optionOf,
  property,
  range,
  recordOf,
  seqOf,
  setType,
  statement,
  step,
  symmetric,
} from "../testing/instance-builder.ts";
import type { Definition, Instance, Pattern, State, Statement, Type } from "../model.ts";
import { cardinality, unordinal } from "../values.ts";
import type { Scope, Slot } from "./random-expression.fixture.ts";
import { ExpressionMaker, roundsOf } from "./random-expression.fixture.ts";
import { RandomSource } from "./random-source.fixture.ts";

const PROC = symmetric("Proc", 3, 0);
const PAGE = symmetric("Page", 2, 1);
const SITES = 10;

/** Types that a random instance is made of: enough to meet every kind of layout. */
const BASIC: readonly Type[] = [
  BOOL,
  range(0, 3),
  range(-2, 4),
  PROC,
  PAGE,
  enumOf("Mode", { off: [], on: [] }),
  enumOf("Busy", { free: [], shared: [range(1, 3)], held: [PROC, BOOL] }),
];

function pool(random: RandomSource): Type[] {
  const types: Type[] = [BOOL, range(0, 3), ...random.times(3, () => random.pick(BASIC))];
  const some = (): Type => random.pick(types);
  const small = (): Type => random.pick(types.filter((type) => cardinality(type) <= 7));
  const notOption = (): Type => random.pick(types.filter((type) => type.kind !== "option"));
  for (let left = 3; left > 0; left--) {
    switch (random.below(6)) {
      case 0:
        types.push(optionOf(notOption()));
        break;
      case 1:
        types.push(recordOf({ one: some(), two: some() }));
        break;
      case 2:
        types.push(setType(small()));
        break;
      case 3:
        types.push(seqOf(1 + random.below(3), some()));
        break;
      case 4:
        types.push(mapOf([small()], some()));
        break;
      default:
        types.push(enumOf("Some", { none: [], one: [some()], both: [small(), some()] }));
    }
  }
  return types.filter((type) => cardinality(type) < 2 ** 30);
}

/** `size` is how deep expressions and bodies may nest. */
export function randomInstance(seed: number, size: number): Instance {
  const random = new RandomSource(seed);
  const maker = new ExpressionMaker(random);
  const types = pool(random);
  const variables = random.times(2 + random.below(3), () => {
    if (random.chance(50)) return random.pick(types);
    const keys = types.filter((type) => cardinality(type) <= 4 && type.kind !== "map");
    const one = [random.pick(keys)];
    const value = random.pick(types.filter((type) => type.kind !== "map"));
    return mapOf(random.chance(30) ? [...one, random.pick(keys)] : one, value);
  });

  const known: { parameters: readonly Type[]; result: Type }[] = [];
  const scopeOf = (more: Partial<Scope>): Scope => ({
    variables,
    definitions: known,
    slots: [],
    hasOld: false,
    types,
    frame: { size: 0 },
    ...more,
  });
  const definitions = random.times(random.below(3), (i): Definition => {
    const parameters = random.times(random.below(3), () => random.pick(types));
    const result = random.pick(types);
    const isRecursive = random.chance(25);
    const self = isRecursive ? [{ parameters, result }] : [];
    const slots = parameters.map((type, slot): Slot => ({ slot, type }));
    const frame = { size: parameters.length };
    const scope = scopeOf({ slots, frame, definitions: [...known, ...self] });
    const body = maker.value(result, size, scope);
    known.push({ parameters, result });
    return { ...definition(`d${i}`, parameters, body, isRecursive), result, frameSize: frame.size };
  });

  const bodies = new BodyMaker(random, maker);
  const steps = random.times(2, (i) => {
    const slots = random.times(random.below(3), (slot): Slot => {
      return { slot, type: random.pick(types.filter((type) => cardinality(type) <= 4)) };
    });
    const frame = { size: slots.length };
    const scope = scopeOf({ slots, frame, hasOld: true });
    const { test, inside } = maker.test(1, scope);
    const rest = maker.condition(size, inside);
    const guard = make("logic", BOOL, { operator: "and", left: test, right: rest });
    const guarded = random.chance(40);
    const body = bodies.whole(size, guarded ? inside : scope);
    return step(`s${i}`, {
      parameters: slots.map((each, p) => ({ name: `p${p}`, ...each })),
      ...(guarded ? { guard } : {}),
      body,
      frameSize: frame.size,
    });
  });
  const properties = (hasOld: boolean) =>
    random.times(1 + random.below(2), (i) => {
      const frame = { size: 0 };
      const body = maker.condition(size + 1, scopeOf({ hasOld, frame, sites: SITES }));
      return { ...property(`i${i}`, body), frameSize: frame.size };
    });
  return instance({
    symmetricTypes: [PROC, PAGE],
    variables,
    definitions,
    steps,
    invariants: properties(false),
    transitions: properties(true),
    costs: ["work"],
  });
}

/** A state with any value for each variable. */
export function randomState(model: Instance, random: RandomSource): State {
  return model.variables.map(({ type }) =>
    unordinal(random.chance(30) ? 0 : random.below(Math.min(cardinality(type), 2 ** 30)), type),
  );
}

/** Ways through one body, at most. */
const MOST_WAYS = 100;

class BodyMaker {
  readonly #random: RandomSource;
  readonly #maker: ExpressionMaker;
  /** By how much the ways may still be multiplied. */
  #ways = MOST_WAYS;

  constructor(random: RandomSource, maker: ExpressionMaker) {
    this.#random = random;
    this.#maker = maker;
  }

  whole(depth: number, scope: Scope): Statement[] {
    this.#ways = MOST_WAYS;
    return this.body(depth, scope);
  }

  body(depth: number, scope: Scope): Statement[] {
    const statements: Statement[] = [];
    let inside = scope;
    for (let left = 1 + this.#random.below(3); left > 0; left--) {
      const { made, bound } = this.#statement(depth, inside);
      statements.push(made);
      inside = { ...inside, slots: [...inside.slots, ...bound] };
    }
    return statements;
  }

  #statement(depth: number, scope: Scope): { made: Statement; bound: readonly Slot[] } {
    const random = this.#random;
    const maker = this.#maker;
    const done = (made: Statement): { made: Statement; bound: readonly Slot[] } => ({
      made,
      bound: [],
    });
    if (depth <= 0 || random.chance(35)) {
      const { variable, path, type } = maker.place(scope, 1);
      return done(assign(variable, maker.value(type, depth, scope), ...path));
    }
    const inner = depth - 1;
    switch (random.below(10)) {
      case 0: {
        const value = maker.value(random.pick(scope.types), inner, scope);
        const slot = maker.slot(value.type, scope);
        return { made: statement("let", { slot: slot.slot, value }), bound: [slot] };
      }
      case 1:
      case 2: {
        const { test, inside } = maker.test(inner, scope);
        return done(
          statement("if", {
            condition: test,
            then: this.body(inner, inside),
            else: random.chance(50) ? this.body(inner, scope) : [],
            thenSite: random.below(SITES),
            elseSite: random.below(SITES),
          }),
        );
      }
      case 3: {
        const subject = maker.value(random.pick(scope.types), inner, scope);
        const arms = random.times(random.below(3), () => maker.pattern(subject.type, scope));
        const last: { pattern: Pattern; bound: Slot[] } = { pattern: { kind: "any" }, bound: [] };
        return done(
          statement("match", {
            subject,
            arms: [...arms, last].map(({ pattern, bound }) => ({
              pattern,
              body: this.body(inner, { ...scope, slots: [...scope.slots, ...bound] }),
              site: random.below(SITES),
            })),
          }),
        );
      }
      case 4:
      case 5: {
        const { binders, inside } = maker.binders(scope, inner);
        const where = random.chance(50) ? maker.condition(inner, inside) : undefined;
        const rounds = roundsOf(binders);
        const before = this.#ways;
        this.#ways = Math.floor(before ** (1 / rounds));
        const inRound = Math.max(1, this.#ways);
        const body = this.body(inner, inside);
        this.#ways = before / (inRound / Math.max(1, this.#ways)) ** rounds;
        return done(statement("for", { binders, where, body }));
      }
      case 6:
      case 7: {
        const { binders, inside } = maker.binders(scope, inner);
        if (roundsOf(binders) > this.#ways) return this.#statement(0, scope);
        this.#ways /= roundsOf(binders);
        const where = random.chance(60) ? maker.condition(inner, inside) : undefined;
        const made = statement("choose", {
          binders,
          where,
          labels: binders.map((each) => each.name),
          loops: [],
          site: random.below(SITES),
          emptySite: random.below(SITES),
        });
        return { made, bound: binders };
      }
      case 8: {
        const count = 1 + random.below(3);
        if (count > this.#ways) return this.#statement(0, scope);
        this.#ways /= count;
        return done(
          statement("either", {
            branches: random.times(count, () => ({
              guard: random.chance(50) ? maker.condition(inner, scope) : undefined,
              body: this.body(inner, scope),
              site: random.below(SITES),
            })),
          }),
        );
      }
      default:
        if (random.chance(30)) return done(statement("finish", {}));
        if (random.chance(30)) {
          return done(
            statement("cost", { cost: 0, amount: maker.value(range(0, 3), inner, scope) }),
          );
        }
        return done(
          statement("assert", { condition: maker.condition(inner, scope), message: "holds" }),
        );
    }
  }
}
