/**
 * Expressions of generated text as WebAssembly, in one pass: operands are on the stack when the sign has been read.
 *
 * Everything is a word. Of each value it is known whether it is a truth value, a signed number, or one that may
 * be above 2^31 - 1 and is signed here: that one may only be where both give the same.
 */
import { Bytes } from "./bytes.ts";
import { ELEMENT_SHIFT, type ArrayPlace, type Names } from "./names.ts";
import { Atomic, Op, Type } from "./opcodes.ts";
import {
  AND,
  BITWISE,
  joined,
  OPERATORS,
  refuseFraction,
  type Operator,
  type Sort,
} from "./operators.ts";
import { type Scanner, Untranslatable } from "./scanner.ts";

/** Bytes of both branches of a conditional expression up to which both are computed. */
const SHORT_BRANCH = 8;
/** Bytes of the right side of `&&` and `||` up to which it is computed in any case. */
const SHORT_SIDE = 40;

export interface Local {
  readonly index: number;
  readonly sort: Sort;
}

export class ExpressionWriter {
  readonly out = new Bytes();
  protected readonly scan: Scanner;
  protected readonly names: Names;
  protected readonly locals = new Map<string, Local>();
  protected localCount = 0;
  protected baseLocal: number | undefined;
  /** The value of what was read last, if it is a number that was written so. */
  #literal: number | undefined;
  /** Counts what must not be computed unless it is asked for, or is worth a branch. */
  #guarded = 0;
  readonly #spares: number[] = [];

  constructor(scan: Scanner, names: Names) {
    this.scan = scan;
    this.names = names;
  }

  protected newLocal(): number {
    return this.localCount++;
  }

  /** A local for what is needed for some instructions only. */
  protected spare(i: number): number {
    return (this.#spares[i] ??= this.newLocal());
  }

  protected op(code: number, operand?: number): void {
    this.out.byte(code);
    if (operand !== undefined) this.out.unsigned(operand);
  }

  protected constant(value: number): void {
    this.out.byte(Op.i32Const);
    this.out.signed(value | 0);
  }

  /** A whole expression. */
  expression(): Sort {
    const { out, scan } = this;
    const start = out.length;
    const guarded = this.#guarded;
    const sort = this.#binary(0);
    if (!scan.takes("?")) return sort;
    this.#asTruth(sort);
    const test = out.length;
    const a = this.expression();
    scan.expect(":");
    const first = out.length;
    const b = this.expression();
    this.#literal = undefined;
    if (this.#guarded === guarded && out.length - test <= SHORT_BRANCH) {
      out.rotate(start, test);
      out.byte(Op.select);
    } else {
      out.insert(first, Op.nop, Op.else);
      out.insert(test, Op.if, Type.i32);
      out.byte(Op.end);
    }
    return joined(a, b);
  }

  /** An expression of which it matters only whether it is zero. */
  condition(): void {
    refuseFraction(this.expression());
  }

  /** An expression for a place of a sort. */
  valueFor(sort: Sort): void {
    const given = this.expression();
    if (given === sort || (sort === "signed" && given === "truth")) return;
    if (sort === "truth" && given === "signed") return this.#asTruth(given);
    if (sort === "unsigned" && this.#literal !== undefined && this.#literal >= 0) return;
    throw new Untranslatable(`a ${given} number in the place of a ${sort} one`);
  }

  /** An expression of which all bits are kept. */
  word(): void {
    refuseFraction(this.expression());
  }

  #asTruth(sort: Sort): void {
    refuseFraction(sort);
    if (sort === "truth") return;
    this.out.bytes(Op.i32Const, 0, Op.i32Ne);
  }

  #binary(least: number): Sort {
    let left = this.#unary();
    for (;;) {
      const sign = this.scan.text;
      const operator = this.scan.token === "sign" ? OPERATORS[sign] : undefined;
      if (operator === undefined || operator.rank <= least) return left;
      this.scan.next();
      left =
        operator.rank <= AND ? this.#logical(operator, left) : this.#operate(sign, operator, left);
    }
  }

  /** Without a branch if the right side is short, and may be computed even if it is not asked for. */
  #logical({ rank, code }: Operator, left: Sort): Sort {
    const { out } = this;
    this.#asTruth(left);
    const start = out.length;
    const guarded = this.#guarded;
    this.#asTruth(this.#binary(rank));
    this.#literal = undefined;
    if (this.#guarded === guarded && out.length - start <= SHORT_SIDE) {
      out.byte(code);
      return "truth";
    }
    if (rank === AND) {
      out.insert(start, Op.if, Type.i32);
      out.bytes(Op.else, Op.i32Const, 0);
    } else {
      out.insert(start, Op.nop, Op.else);
      out.insert(start, Op.i32Const, 1);
      out.insert(start, Op.if, Type.i32);
    }
    out.byte(Op.end);
    return "truth";
  }

  #operate(sign: string, operator: Operator, left: Sort): Sort {
    const first = this.#literal;
    const right = this.#binary(operator.rank);
    const second = this.#literal;
    this.#literal = undefined;
    const { code, unsigned, sort } = operator;
    if (left === "quotient" || right === "quotient") {
      // Only to be cut off.
      if (sign !== "|" || right === "quotient") throw new Untranslatable("a fraction");
    }
    if (left === "unsigned" || right === "unsigned") {
      const isKnown = (of: Sort, literal?: number): boolean =>
        of === "unsigned" || (literal !== undefined && literal >= 0);
      if (!BITWISE.has(sign)) {
        if (sort !== "truth" || !isKnown(left, first) || !isKnown(right, second)) {
          throw new Untranslatable("a number above 2^31 - 1");
        }
        this.out.byte(unsigned ?? code);
        return sort;
      }
    }
    if (sign === "/" || sign === "%") return this.#divide(code, sort, second);
    this.out.byte(code);
    if (sign === ">>>") return second === undefined || (second & 31) === 0 ? "unsigned" : "signed";
    return sort;
  }

  /** Without a trap: 0 for a divisor of 0, of which the result is not used. */
  #divide(code: number, sort: Sort, divisor: number | undefined): Sort {
    const { out } = this;
    if (divisor !== undefined && divisor > 0) {
      out.byte(code);
      return sort;
    }
    // By 0 or -1: of the left side's negation all bits or none. Otherwise divided.
    const [a, b] = [this.spare(0), this.spare(1)];
    this.op(Op.localSet, b);
    this.op(Op.localSet, a);
    this.op(Op.localGet, b);
    out.bytes(Op.i32Const, 1, Op.i32Add, Op.i32Const, 2, Op.i32LtU, Op.if, Type.i32);
    if (sort === "quotient") {
      this.constant(0);
      this.op(Op.localGet, a);
      out.byte(Op.i32Sub);
      this.op(Op.localGet, b);
      out.byte(Op.i32And);
    } else {
      this.constant(0);
    }
    out.byte(Op.else);
    this.op(Op.localGet, a);
    this.op(Op.localGet, b);
    out.bytes(code, Op.end);
    return sort;
  }

  #unary(): Sort {
    const { scan, out } = this;
    if (scan.token === "sign") {
      if (scan.takes("(")) {
        const sort = this.expression();
        scan.expect(")");
        return sort;
      }
      if (scan.takes("-")) {
        if (scan.isNumber) {
          const value = -scan.value;
          if (value < -(2 ** 31)) throw new Untranslatable("a number below -2^31");
          scan.next();
          this.#literal = value;
          this.constant(value);
          return "signed";
        }
        const at = out.length;
        const sort = this.#unary();
        if (sort === "unsigned" || sort === "quotient") throw new Untranslatable(`-${sort}`);
        out.insert(at, Op.i32Const, 0);
        out.byte(Op.i32Sub);
        this.#literal = undefined;
        return "signed";
      }
      if (scan.takes("!")) {
        refuseFraction(this.#unary());
        out.byte(Op.i32Eqz);
        this.#literal = undefined;
        return "truth";
      }
      if (scan.takes("~")) {
        refuseFraction(this.#unary());
        out.bytes(Op.i32Const, 0x7f, Op.i32Xor);
        this.#literal = undefined;
        return "signed";
      }
    }
    this.#literal = undefined;
    if (scan.token === "number") {
      const { value } = scan;
      if (!Number.isInteger(value) || value >= 2 ** 32) throw new Untranslatable(scan.text);
      scan.next();
      this.constant(value);
      this.#literal = value;
      return value < 2 ** 31 ? "signed" : "unsigned";
    }
    return this.#named();
  }

  #named(): Sort {
    const { scan, names } = this;
    const name = scan.name();
    if (name === "true" || name === "false") {
      this.constant(name === "true" ? 1 : 0);
      return "truth";
    }
    if (name === "Math") return this.#builtin();
    if (scan.text === "(") return this.call(name, true);
    if (name === "Atomics") return this.atomic(true);
    if (scan.takes("[")) {
      const array = this.array(name);
      const offset = this.index(array);
      this.#guarded++;
      this.#load(array, offset);
      return "signed";
    }
    const local = this.locals.get(name);
    if (local !== undefined) {
      this.op(Op.localGet, local.index);
      return local.sort;
    }
    const value = names.constants.get(name);
    if (value !== undefined) {
      this.constant(value);
      this.#literal = value;
      return "signed";
    }
    this.base();
    this.op(Op.i32Load, 2);
    this.out.unsigned(this.sharedAddress(name));
    return "signed";
  }

  /** Puts the address of the thread's own memory on the stack. */
  protected base(): void {
    this.op(Op.localGet, (this.baseLocal ??= this.newLocal()));
  }

  protected sharedAddress(name: string): number {
    const address = this.names.shared.get(name);
    if (address === undefined) throw new Untranslatable(`the name ${name}`);
    return address;
  }

  protected array(name: string): ArrayPlace {
    const array = this.names.arrays.get(name);
    if (array === undefined) throw new Untranslatable(`the array ${name}`);
    return array;
  }

  /** Puts an address on the stack that an offset is to be added to; the scanner is at the index. */
  protected index({ address, element, isCommon = false }: ArrayPlace, end = "]"): number {
    const { scan, out } = this;
    const shift = ELEMENT_SHIFT[element];
    const at = out.length;
    this.valueFor("signed");
    scan.expect(end);
    if (this.#literal !== undefined) {
      const offset = this.#literal * 2 ** shift;
      out.truncate(at);
      if (isCommon) this.constant(0);
      else this.base();
      this.#literal = undefined;
      return address + offset;
    }
    if (shift > 0) out.bytes(Op.i32Const, shift, Op.i32Shl);
    if (isCommon) return address;
    this.base();
    out.byte(Op.i32Add);
    return address;
  }

  #load({ element }: ArrayPlace, offset: number): void {
    if (element === "number") throw new Untranslatable("a number of 64 bits is read");
    this.op(element === "byte" ? Op.i32Load8U : Op.i32Load, element === "byte" ? 0 : 2);
    this.out.unsigned(offset);
  }

  /** A call; the scanner is behind the name. */
  protected call(name: string, wantsResult: boolean): Sort {
    const { scan } = this;
    scan.expect("(");
    if (name === "B") {
      this.word();
      scan.expect(")");
      this.out.byte(Op.i32Popcnt);
      this.#literal = undefined;
      return "signed";
    }
    this.#guarded++;
    const called = this.names.functions.get(name);
    if (called === undefined) throw new Untranslatable(`the function ${name}`);
    let given = 0;
    while (!scan.takes(")")) {
      if (given > 0) scan.expect(",");
      this.valueFor("signed");
      given++;
    }
    if (given !== called.parameters || (wantsResult && !called.hasResult)) {
      throw new Untranslatable(`a call of ${name} that is not like it`);
    }
    this.op(Op.call, called.index);
    if (!wantsResult && called.hasResult) this.op(Op.drop);
    this.#literal = undefined;
    return "signed";
  }

  /** `Atomics.method(A,i,...)`, of words; the scanner is behind the first name. */
  protected atomic(wantsResult: boolean): Sort {
    const { scan, out } = this;
    scan.expect(".");
    const method = scan.name();
    const code = Atomic[method];
    if (code === undefined) throw new Untranslatable(`Atomics.${method}`);
    scan.expect("(");
    const array = this.array(scan.name());
    const isWord = array.element === "word";
    if (!isWord || (wantsResult && method === "store")) throw new Untranslatable("such a use");
    scan.expect(",");
    const values = { load: 0, compareExchange: 2 }[method] ?? 1;
    const offset = this.index(array, values === 0 ? ")" : ",");
    for (let i = 0; i < values; i++) {
      this.word();
      scan.expect(i === values - 1 ? ")" : ",");
    }
    out.bytes(Op.atomicPrefix, code, ELEMENT_SHIFT.word);
    out.unsigned(offset);
    if (method !== "store" && !wantsResult) this.op(Op.drop);
    this.#literal = undefined;
    this.#guarded++;
    return "signed";
  }

  #builtin(): Sort {
    const { scan } = this;
    scan.expect(".");
    const name = scan.name();
    scan.expect("(");
    this.word();
    if (name === "imul") {
      scan.expect(",");
      this.word();
      this.op(Op.i32Mul);
    } else if (name === "clz32") {
      this.op(Op.i32Clz);
    } else {
      throw new Untranslatable(`Math.${name}`);
    }
    scan.expect(")");
    this.#literal = undefined;
    return "signed";
  }
}
