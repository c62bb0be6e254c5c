/**
 * Collects the statements of generated functions.
 *
 * Statements go into nested blocks. A *scope* is a block of its own in the JavaScript text; a *branch*
 * is the conditional part of an expression, whose variables are declared in the scope around it, since
 * what it binds is still known when it has been left. A block that turns out too long can be thrown
 * away: nothing is added to the text around it but by its caller.
 */
import { CompileLimit } from "../compile-limit.ts";
import type { Scalar } from "./scalar.ts";
import { changing, integer, isConstant, isSimple, named, namedBool } from "./scalar.ts";

interface Block {
  readonly lines: string[];
  readonly scope: Scope;
}

interface Scope {
  /** Declarations for variables that are set in branches. */
  readonly hoisted: string[];
  /** The block that belongs to the scope. */
  block?: Block;
}

/** How much code may be generated for one instance, thrown-away attempts included. */
const WORK_LIMIT = 40_000_000;
/** A single expression longer than this is a sign of an explosion. */
const TEXT_LIMIT = 400_000;

export class Writer {
  /** Finished functions, each as a declaration. */
  readonly functions: string[] = [];
  #block: Block = newScope();
  #names = 0;
  #work = 0;

  /** A new identifier. */
  name(prefix = "v"): string {
    return `${prefix}${this.#names++}`;
  }

  line(text: string): void {
    this.#work += text.length;
    if (text.length > TEXT_LIMIT || this.#work > WORK_LIMIT) {
      throw new CompileLimit("the generated code is too long");
    }
    this.#block.lines.push(text);
  }

  /** The value in a variable, unless it is so short that it may as well be repeated. */
  keep(scalar: Scalar): Scalar {
    return isSimple(scalar) ? scalar : this.store(scalar);
  }

  /** The value of now in a variable that does not change. */
  store(scalar: Scalar): Scalar {
    if (isConstant(scalar)) return scalar;
    const name = this.name();
    this.#declare("const", name, scalar);
    return reference(name, scalar);
  }

  /** A variable to be assigned to; its interval is that of `like`. */
  variable(initial: Scalar, like: Scalar = initial): Scalar {
    const name = this.name();
    this.#declare("let", name, initial);
    return changing(reference(name, like));
  }

  #declare(how: "const" | "let", name: string, value: Scalar): void {
    const { scope } = this.#block;
    if (scope.block === this.#block) {
      this.line(`${how} ${name}=${value.text};`);
    } else {
      scope.hoisted.push(`${name}=${value.sort === "bool" ? "false" : "0"}`);
      this.line(`${name}=${value.text};`);
    }
  }

  /** Statements with variables of their own; the text goes where the caller wants it. */
  scope(body: () => void): string {
    return this.#within(newScope(), body);
  }

  /** Statements whose variables belong to the scope around. */
  branch(body: () => void): string {
    return this.#within({ lines: [], scope: this.#block.scope }, body);
  }

  #within(block: Block, body: () => void): string {
    const around = this.#block;
    this.#block = block;
    try {
      body();
    } finally {
      this.#block = around;
    }
    const { hoisted } = block.scope;
    const lines = block.lines.join("");
    if (block.scope.block !== block || hoisted.length === 0) return lines;
    return `let ${hoisted.join(",")};${lines}`;
  }

  /** Adds a function, from any place, and returns its name. `prepare` sees the finished body. */
  function(
    parameters: readonly Scalar[],
    body: () => void,
    prepare: (text: string) => string = (text) => text,
    name = this.name("f"),
  ): string {
    const text = prepare(this.scope(body));
    const names = parameters.map((parameter) => parameter.text).join(",");
    this.functions.push(`function ${name}(${names}){${text}}`);
    return name;
  }
}

function newScope(): Block {
  const scope: Scope = { hoisted: [] };
  const block: Block = { lines: [], scope };
  scope.block = block;
  return block;
}

function reference(name: string, like: Scalar): Scalar {
  return like.sort === "bool" ? namedBool(name) : named(name, like.low, like.high);
}

/** The value that variables of a sort have before they are set. */
export const zeroOf = (scalar: Scalar): Scalar =>
  scalar.sort === "bool" ? { ...integer(0), sort: "bool", text: "false" } : integer(0);
