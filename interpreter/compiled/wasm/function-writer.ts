/** A function of generated text as WebAssembly: its statements, in one pass. */
import { Bytes } from "./bytes.ts";
import { ExpressionWriter, type Local } from "./expression.ts";
import { ELEMENT_SHIFT, type ArrayPlace } from "./names.ts";
import { Op, Type } from "./opcodes.ts";
import type { Sort } from "./operators.ts";
import { Untranslatable } from "./scanner.ts";

const COMPOUND: Readonly<Record<string, number>> = {
  "+=": Op.i32Add,
  "-=": Op.i32Sub,
  "*=": Op.i32Mul,
  "|=": Op.i32Or,
  "&=": Op.i32And,
  "^=": Op.i32Xor,
};

/** What surrounds a statement, and where a jump to it goes. */
interface Frame {
  readonly label?: string;
  /** `break` without a label leaves it. */
  readonly isLoop?: boolean;
}

export class FunctionWriter extends ExpressionWriter {
  readonly #frames: Frame[] = [];
  /** For each block that is open: its names, and what they hide. */
  readonly #blocks: Map<string, Local | undefined>[] = [new Map()];
  /** Locals of blocks that have ended. */
  readonly #free: number[] = [];
  #hasResult = false;

  /** From the name of the function on, to the end of its body: what the section for code has of it. */
  translate(hasResult: boolean): Bytes {
    const { scan } = this;
    this.#hasResult = hasResult;
    scan.name();
    scan.expect("(");
    while (!scan.takes(")")) {
      this.#declare(scan.name(), "signed");
      scan.takes(",");
    }
    const parameters = this.localCount;
    scan.expect("{");
    while (!scan.takes("}")) this.#statement();
    // Not reached in a function with a result.
    if (hasResult) this.constant(0);
    this.op(Op.end);
    const body = new Bytes();
    const base = new Bytes();
    if (this.baseLocal !== undefined) {
      base.bytes(Op.globalGet, 0, Op.localSet);
      base.unsigned(this.baseLocal);
    }
    const own = this.localCount - parameters;
    body.unsigned(own === 0 ? 0 : 1);
    if (own > 0) {
      body.unsigned(own);
      body.byte(Type.i32);
    }
    body.append(base.written);
    body.append(this.out.written);
    return body;
  }

  #declare(name: string, sort: Sort): number {
    const index = this.#free.pop() ?? this.newLocal();
    this.#blocks.at(-1)!.set(name, this.locals.get(name));
    this.locals.set(name, { index, sort });
    return index;
  }

  /** What is declared in a block is known there only. */
  #inBlock(body: () => void): void {
    const hidden = new Map<string, Local | undefined>();
    this.#blocks.push(hidden);
    body();
    this.#blocks.pop();
    for (const [name, outer] of hidden) {
      this.#free.push(this.locals.get(name)!.index);
      if (outer === undefined) this.locals.delete(name);
      else this.locals.set(name, outer);
    }
  }

  #statement(): void {
    const { scan } = this;
    if (scan.takes("{")) {
      return this.#inBlock(() => {
        while (!scan.takes("}")) this.#statement();
      });
    }
    if (scan.takes(";")) return;
    const word = scan.name();
    switch (word) {
      case "if":
        return this.#if();
      case "for":
        return this.#inBlock(() => this.#for());
      case "return":
        if (!scan.takes(";")) {
          this.valueFor("signed");
          scan.expect(";");
        } else if (this.#hasResult) throw new Untranslatable("a result that is missing");
        return this.op(Op.return);
      case "break":
        return this.#break();
      case "const":
      case "let":
        this.#declarations();
        return scan.expect(";");
      default:
        if (scan.takes(":")) return this.#labelled(word);
        this.#simple(word);
        return scan.expect(";");
    }
  }

  #labelled(label: string): void {
    this.out.bytes(Op.block, Type.none);
    this.#frames.push({ label });
    this.#statement();
    this.#frames.pop();
    this.op(Op.end);
  }

  #if(): void {
    const { scan } = this;
    scan.expect("(");
    this.condition();
    scan.expect(")");
    this.out.bytes(Op.if, Type.none);
    this.#frames.push({});
    this.#statement();
    if (scan.takes("else")) {
      this.op(Op.else);
      this.#statement();
    }
    this.#frames.pop();
    this.op(Op.end);
  }

  #for(): void {
    const { scan, out } = this;
    scan.expect("(");
    if (!scan.takes(";")) {
      if (scan.takes("let")) this.#declarations();
      else this.#simple(scan.name());
      scan.expect(";");
    }
    out.bytes(Op.block, Type.none, Op.loop, Type.none);
    this.#frames.push({ isLoop: true }, {});
    if (!scan.takes(";")) {
      this.condition();
      out.bytes(Op.i32Eqz, Op.brIf, 1);
      scan.expect(";");
    }
    const update = out.length;
    if (scan.text !== ")") {
      do this.#simple(scan.name());
      while (scan.takes(","));
    }
    scan.expect(")");
    const body = out.length;
    this.#statement();
    out.rotate(update, body);
    this.#frames.length -= 2;
    out.bytes(Op.br, 0, Op.end, Op.end);
  }

  #break(): void {
    const { scan } = this;
    const label = scan.text === ";" ? undefined : scan.name();
    scan.expect(";");
    const at = this.#frames.findLastIndex((frame) =>
      label === undefined ? frame.isLoop : frame.label === label,
    );
    if (at < 0) throw new Untranslatable("a break from nothing");
    this.op(Op.br, this.#frames.length - 1 - at);
  }

  #declarations(): void {
    const { scan } = this;
    do {
      const name = scan.name();
      if (scan.takes("=")) {
        const sort = this.expression();
        if (sort === "quotient") throw new Untranslatable("a fraction");
        this.op(Op.localSet, this.#declare(name, sort));
      } else {
        // Its local may have been another's.
        this.constant(0);
        this.op(Op.localSet, this.#declare(name, "signed"));
      }
    } while (scan.takes(","));
  }

  /** An assignment or call, behind its first name. */
  #simple(name: string): void {
    const { scan } = this;
    if (scan.text === "(") return void this.call(name, false);
    if (name === "Atomics") return void this.atomic(false);
    if (scan.takes(".")) return this.#copy(name);
    if (scan.takes("[")) return this.#assignElement(this.array(name));
    const local = this.locals.get(name);
    if (local !== undefined) {
      const get = (): void => this.op(Op.localGet, local.index);
      this.#assign(get, local.sort);
      return this.op(Op.localSet, local.index);
    }
    const address = this.sharedAddress(name);
    this.base();
    const get = (): void => {
      this.base();
      this.op(Op.i32Load, 2);
      this.out.unsigned(address);
    };
    this.#assign(get, "signed");
    this.op(Op.i32Store, 2);
    this.out.unsigned(address);
  }

  /** Puts the new value on the stack. */
  #assign(get: () => void, sort: Sort): void {
    const { scan } = this;
    if (scan.takes("=")) return this.valueFor(sort);
    if (sort !== "signed") throw new Untranslatable(`"${scan.text}" on a ${sort} value`);
    get();
    if (scan.takes("++") || scan.text === "--") {
      const isMore = !scan.takes("--");
      this.constant(1);
      return this.op(isMore ? Op.i32Add : Op.i32Sub);
    }
    const code = scan.token === "sign" ? COMPOUND[scan.text] : undefined;
    if (code === undefined) throw new Untranslatable(`"${scan.text}"`);
    scan.next();
    // Unsigned bits are as good for these, and no others are used for them.
    if (code === Op.i32Or || code === Op.i32And || code === Op.i32Xor) this.word();
    else this.valueFor("signed");
    this.op(code);
  }

  #assignElement(array: ArrayPlace): void {
    const { scan, out } = this;
    const offset = this.index(array);
    const store = array.element === "byte" ? Op.i32Store8 : Op.i32Store;
    const alignment = ELEMENT_SHIFT[array.element];
    if (array.element === "number") {
      const place = this.spare(0);
      this.op(Op.localTee, place);
      this.op(Op.localGet, place);
      this.op(Op.f64Load, alignment);
      out.unsigned(offset);
      scan.expect("+=");
      this.valueFor("signed");
      out.bytes(Op.f64ConvertI32S, Op.f64Add);
      this.op(Op.f64Store, alignment);
      return out.unsigned(offset);
    }
    if (scan.takes("=")) this.word();
    else {
      const place = this.spare(0);
      this.op(Op.localTee, place);
      const get = (): void => {
        this.op(Op.localGet, place);
        this.op(array.element === "byte" ? Op.i32Load8U : Op.i32Load, alignment);
        out.unsigned(offset);
      };
      this.#assign(get, "signed");
    }
    this.op(store, alignment);
    out.unsigned(offset);
  }

  /** `A.set(B,i)` or `A.set(B)`, of words. */
  #copy(name: string): void {
    const { scan } = this;
    if (scan.name() !== "set") throw new Untranslatable("a method");
    scan.expect("(");
    const to = this.array(name);
    const from = this.array(scan.name());
    if ([to, from].some(({ element, isCommon }) => element !== "word" || isCommon === true)) {
      throw new Untranslatable("a copy of other arrays");
    }
    this.base();
    this.constant(to.address);
    this.op(Op.i32Add);
    if (scan.takes(",")) {
      this.valueFor("signed");
      this.out.bytes(Op.i32Const, ELEMENT_SHIFT.word, Op.i32Shl, Op.i32Add);
    }
    scan.expect(")");
    this.base();
    this.constant(from.address);
    this.op(Op.i32Add);
    this.constant(from.length * 4);
    this.out.bytes(Op.prefix, Op.memoryCopy, 0, 0);
  }
}
