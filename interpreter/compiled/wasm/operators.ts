/** The operators of generated text: how they bind, their instructions, and what sort of value they make. */
import { Op } from "./opcodes.ts";
import { Untranslatable } from "./scanner.ts";

/** `quotient` has its fraction cut off, which the text has yet to say. */
export type Sort = "truth" | "signed" | "unsigned" | "quotient";

export interface Operator {
  readonly rank: number;
  readonly code: number;
  readonly sort: Sort;
  /** Of unsigned numbers, where it differs. */
  readonly unsigned?: number;
}

const arithmetic = (rank: number, code: number): Operator => ({ rank, code, sort: "signed" });
const order = (code: number, unsigned: number): Operator => ({
  rank: 7,
  code,
  sort: "truth",
  unsigned,
});

const OR = 1;
export const AND = 2;
export const OPERATORS: Readonly<Record<string, Operator>> = {
  "||": { rank: OR, code: Op.i32Or, sort: "truth" },
  "&&": { rank: AND, code: Op.i32And, sort: "truth" },
  "|": arithmetic(3, Op.i32Or),
  "^": arithmetic(4, Op.i32Xor),
  "&": arithmetic(5, Op.i32And),
  "===": { rank: 6, code: Op.i32Eq, sort: "truth" },
  "!==": { rank: 6, code: Op.i32Ne, sort: "truth" },
  "<": order(Op.i32LtS, Op.i32LtU),
  ">": order(Op.i32GtS, Op.i32GtU),
  "<=": order(Op.i32LeS, Op.i32LeU),
  ">=": order(Op.i32GeS, Op.i32GeU),
  "<<": arithmetic(8, Op.i32Shl),
  ">>": arithmetic(8, Op.i32ShrS),
  ">>>": arithmetic(8, Op.i32ShrU),
  "+": arithmetic(9, Op.i32Add),
  "-": arithmetic(9, Op.i32Sub),
  "*": arithmetic(10, Op.i32Mul),
  "/": { rank: 10, code: Op.i32DivS, sort: "quotient" },
  "%": arithmetic(10, Op.i32RemS),
};
/** Signs whose result depends on the bits of both sides only. */
export const BITWISE = new Set(["|", "^", "&", "<<", ">>>", ">>"]);

export function refuseFraction(sort: Sort): void {
  if (sort === "quotient") throw new Untranslatable("a fraction");
}

/** Of a value that is one or the other. */
export function joined(a: Sort, b: Sort): Sort {
  if (a === b) return a;
  if (a === "truth" || b === "truth") return a === "truth" ? b : a;
  throw new Untranslatable("numbers of different kinds");
}
