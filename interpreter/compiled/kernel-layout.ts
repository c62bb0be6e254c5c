/**
 * The arrays and variables that the functions of a kernel work with, all but the arena and the table, at fixed
 * addresses of a thread's part of the memory: so functions in WebAssembly can take over from those in JavaScript
 * between two batches.
 */
import { ELEMENT_SHIFT, type ArrayPlace, type Element } from "./wasm/names.ts";

/** Arrays begin on lines of the processor's cache. */
const LINE = 64;

const VIEWS: Record<Element, string> = {
  word: "Int32Array",
  byte: "Uint8Array",
  number: "Float64Array",
};

export class KernelLayout {
  /** Variables, by address. */
  readonly shared = new Map<string, number>();
  readonly arrays = new Map<string, ArrayPlace>();
  #end: number;

  /** `handed` are variables of the JavaScript text too; `own` are not handed over. */
  constructor(handed: readonly string[], own: readonly string[]) {
    for (const name of [...handed, ...own]) this.shared.set(name, 4 * this.shared.size);
    this.#end = 4 * this.shared.size;
  }

  array(name: string, length: number, element: Element = "word"): void {
    const address = Math.ceil(this.#end / LINE) * LINE;
    this.arrays.set(name, { address, length, element });
    this.#end = address + length * 2 ** ELEMENT_SHIFT[element];
  }

  /** Bytes of a thread's part. */
  get bytes(): number {
    return Math.ceil(this.#end / LINE) * LINE;
  }

  /** Declarations of the arrays in JavaScript, from `host.base` of `host.buffer`; the variables are in `handed_`. */
  get declarations(): string {
    const views = Array.from(this.arrays, ([name, { address, length, element }]) => {
      return `${name}=new ${VIEWS[element]}(host.buffer,host.base+${address},${length})`;
    });
    const variables = `handed_=new Int32Array(host.buffer,host.base,${this.shared.size})`;
    return `const ${[...views, variables].join(",")};`;
  }
}

/** Statements that hand variables over: to WebAssembly, and back. */
export function handOver(handed: readonly string[]): { to: string; from: string } {
  return {
    to: handed.map((name, i) => `handed_[${i}]=${name};`).join(""),
    from: handed.map((name, i) => `${name}=handed_[${i}];`).join(""),
  };
}
