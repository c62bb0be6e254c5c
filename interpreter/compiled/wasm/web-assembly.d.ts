/** What is used of WebAssembly's interface for JavaScript, of which Node's types have only `Module`. */

declare namespace WebAssembly {
  type Callable = (...given: number[]) => unknown;

  class CompileError extends Error {}

  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }

  class Memory {
    constructor(size: { initial: number; maximum: number; shared: true });
    /** Of the size it has now. */
    readonly buffer: SharedArrayBuffer;
    /** Answers the pages before; throws a `RangeError` if there is no room. */
    grow(pages: number): number;
  }

  class Instance {
    constructor(
      module: Module,
      imports: Record<string, Record<string, Callable | Memory | number>>,
    );
    readonly exports: Record<string, Callable>;
  }
}
