import fc from "fast-check";
import { expect, test } from "vitest";
import type { Comparison, Scalar } from "./scalar.ts";
import {
  add,
  addConstant,
  divide,
  maximum,
  minimum,
  multiply,
  remainder,
  subtract,
  sum,
} from "./arithmetic.ts";
import { bits, bitsAt, bitwise, join, shiftLeft, without } from "./bits.ts";
import { all, any, choice, compare, equal, not, toInt } from "./conditions.ts";
import { integer, named, namedBool, truth, within } from "./scalar.ts";

/** A scalar together with the value it has when x, y, b are what they are. */
interface Known {
  readonly scalar: Scalar;
  readonly value: number | boolean;
}

interface Inputs {
  readonly x: number;
  readonly y: number;
  readonly b: boolean;
}

const COMPARISONS: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  "===": (a, b) => a === b,
  "!==": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** Expressions built from a list of numbers: a small stack machine. */
function build(inputs: Inputs, program: readonly number[]): Known[] {
  const numbers: { scalar: Scalar; value: number }[] = [
    { scalar: named("x", 0, 7), value: inputs.x },
    { scalar: named("y", -5, 9), value: inputs.y },
  ];
  const conditions: { scalar: Scalar; value: boolean }[] = [
    { scalar: namedBool("b"), value: inputs.b },
    { scalar: truth(true), value: true },
  ];
  /** What is known of a number where it is at most some value, or larger, is not known elsewhere. */
  const narrowed = (a: (typeof numbers)[0], c: (typeof numbers)[0], most: number): void => {
    if (a.scalar.low > most) return;
    const isSmall = compare("<=", a.scalar, integer(most));
    const small = within(a.scalar, a.scalar.low, most);
    const large = within(a.scalar, most + 1, a.scalar.high);
    const { value } = a;
    numbers.push({
      scalar: choice(isSmall, small, c.scalar),
      value: value <= most ? value : c.value,
    });
    numbers.push({ scalar: choice(isSmall, small, large), value });
    numbers.push({ scalar: choice(isSmall, small, a.scalar), value });
    numbers.push({ scalar: choice(not(isSmall), large, a.scalar), value });
  };
  for (let i = 0; i + 3 < program.length; i += 4) {
    const [what, p, q, r] = program.slice(i, i + 4) as [number, number, number, number];
    const a = numbers[p % numbers.length]!;
    const c = numbers[q % numbers.length]!;
    const f = conditions[p % conditions.length]!;
    const g = conditions[q % conditions.length]!;
    const positive = a.scalar.low >= 0 && a.scalar.high < 2 ** 20;
    const number = (scalar: Scalar, value: number): void => {
      if (Math.abs(scalar.low) < 2 ** 24 && scalar.high < 2 ** 24) numbers.push({ scalar, value });
    };
    switch (what % 20) {
      case 0:
        number(integer(r - 4), r - 4);
        break;
      case 1:
        number(add(a.scalar, c.scalar), a.value + c.value);
        break;
      case 2:
        number(subtract(a.scalar, c.scalar), a.value - c.value);
        break;
      case 3:
        number(multiply(a.scalar, c.scalar), a.value * c.value);
        break;
      case 4:
        if (c.scalar.low > 0 || c.scalar.high < 0) {
          number(divide(a.scalar, c.scalar), Math.trunc(a.value / c.value));
          number(remainder(a.scalar, c.scalar), a.value % c.value);
        }
        break;
      case 5:
        number(minimum(a.scalar, c.scalar), Math.min(a.value, c.value));
        break;
      case 6:
        number(maximum(a.scalar, c.scalar), Math.max(a.value, c.value));
        break;
      case 7:
        if (positive) number(bits(a.scalar, r % 5, 3), (a.value >>> (r % 5)) & 7);
        break;
      case 8:
        if (positive && c.scalar.low >= 0 && c.scalar.high < 32) {
          number(bitsAt(a.scalar, c.scalar, 2), (a.value >>> c.value) & 3);
        }
        break;
      case 9:
        if (positive) number(shiftLeft(a.scalar, integer(r % 3)), a.value << (r % 3));
        break;
      case 10: {
        const operator = (["&", "|", "^"] as const)[r % 3]!;
        const [v, u] = [a.value, c.value];
        const value = operator === "&" ? v & u : operator === "|" ? v | u : v ^ u;
        number(bitwise(operator, a.scalar, c.scalar), value);
        break;
      }
      case 11:
        number(without(a.scalar, c.scalar), a.value & ~c.value);
        break;
      case 12:
        number(choice(f.scalar, a.scalar, c.scalar), f.value ? a.value : c.value);
        narrowed(a, c, Math.min(a.scalar.low + r, a.scalar.high - 1));
        break;
      case 13:
        number(sum([a.scalar, c.scalar, integer(r)]), a.value + c.value + r);
        break;
      case 14:
        if (positive) number(join([a.scalar, c.scalar]), a.value | c.value);
        break;
      case 15: {
        const operator = Object.keys(COMPARISONS)[r % 6] as Comparison;
        const value = COMPARISONS[operator](a.value, c.value);
        conditions.push({ scalar: compare(operator, a.scalar, c.scalar), value });
        break;
      }
      case 16:
        conditions.push({ scalar: all([f.scalar, g.scalar]), value: f.value && g.value });
        break;
      case 17:
        conditions.push({ scalar: any([f.scalar, not(g.scalar)]), value: f.value || !g.value });
        break;
      case 18:
        conditions.push({ scalar: equal(f.scalar, g.scalar), value: f.value === g.value });
        conditions.push({
          scalar: choice(f.scalar, g.scalar, not(g.scalar)),
          value: f.value ? g.value : !g.value,
        });
        break;
      default:
        number(toInt(f.scalar), f.value ? 1 : 0);
        number(addConstant(a.scalar, r), a.value + r);
        number(within(a.scalar, a.scalar.low, a.scalar.high), a.value);
    }
  }
  return [...numbers, ...conditions];
}

const inputs = fc.record({
  x: fc.integer({ min: 0, max: 7 }),
  y: fc.integer({ min: -5, max: 9 }),
  b: fc.boolean(),
});

test("what is folded has the value of what was written, and lies in its interval", () => {
  fc.assert(
    fc.property(inputs, fc.array(fc.nat(19), { maxLength: 60 }), (given, program) => {
      const { x, y, b } = given;
      for (const { scalar, value } of build(given, program)) {
        const evaluated: unknown = new Function("x", "y", "b", `return ${scalar.text};`)(x, y, b);
        // A product may be the -0 of JavaScript, which is equal to 0 wherever it is used.
        expect(Number(evaluated) + 0).toBe(Number(value) + 0);
        expect(Number(evaluated) >= scalar.low && Number(evaluated) <= scalar.high).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
});

test("a test for none disappears behind a look at the item", () => {
  const code = bits(named("s0", -(2 ** 31), 2 ** 31 - 1), 4, 3);
  expect(all([compare("!==", code, integer(7)), compare("===", code, integer(2))]).text).toBe(
    compare("===", code, integer(2)).text,
  );
  expect(all([compare("!==", code, integer(7)), compare("===", code, integer(7))]).text).toBe(
    "false",
  );
});

test("and what disappeared with it is not held to be true afterwards", () => {
  const code = named("x", 0, 2);
  const isZero = all([compare("!==", code, integer(2)), equal(within(code, 0, 1), integer(0))]);
  // Of 0, 1 and 2 the last is "not zero" too, so this is not x itself.
  expect(new Function("x", `return ${toInt(not(isZero)).text};`)(2)).toBe(1);
});

test("bits of bits are bits of the word", () => {
  const word = named("s0", -(2 ** 31), 2 ** 31 - 1);
  expect(bits(bits(word, 4, 8), 2, 3).text).toBe(bits(word, 6, 3).text);
  expect(compare("===", addConstant(bits(word, 0, 3), 1), integer(4)).text).toBe(
    compare("===", bits(word, 0, 3), integer(3)).text,
  );
});

test("what is said of one small number becomes one test, and stays true where it was", () => {
  const OPERATORS = Object.keys(COMPARISONS) as Comparison[];
  const said = fc.record({ of: fc.nat(5), value: fc.integer({ min: -1, max: 32 }) });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 31 }),
      fc.array(fc.record({ isAll: fc.boolean(), parts: fc.array(said, { minLength: 1 }) })),
      (x, groups) => {
        const of = named("x", 0, 31);
        let scalar = truth(true);
        let value = true;
        for (const { isAll, parts } of groups) {
          const scalars = [
            scalar,
            ...parts.map((p) => compare(OPERATORS[p.of]!, of, integer(p.value))),
          ];
          const values: boolean[] = [
            value,
            ...parts.map((p) => COMPARISONS[OPERATORS[p.of]!](x, p.value)),
          ];
          scalar = not((isAll ? all : any)(scalars));
          value = !(isAll ? values.every(Boolean) : values.some(Boolean));
          expect(scalar.text.match(/x/g)?.length ?? 0).toBeLessThan(2);
          expect(new Function("x", `return ${scalar.text};`)(x)).toBe(value);
          expect(new Function("x", `return ${toInt(scalar).text};`)(x)).toBe(Number(value));
        }
      },
    ),
    { numRuns: 3000 },
  );
});

test("membership of a set takes no branch", () => {
  const x = named("x", 0, 15);
  const among = (...values: number[]): Scalar => any(values.map((each) => equal(x, integer(each))));
  expect(toInt(among(3, 5, 9)).text).toBe("(552>>>x&1)");
  expect(among(0, 1, 2).text).toBe("(x<=2)");
  expect(all([among(3, 5, 9), not(among(5))]).text).toBe("((520>>>x&1)!==0)");
});
