/** What the names of generated text stand for in the module, outside its functions. */

/** Elements of an array: words, bytes, or numbers that are only added to. */
export type Element = "word" | "byte" | "number";

export interface ArrayPlace {
  /** Of its first element, in bytes: from the memory of a thread's own on, or from the beginning. */
  readonly address: number;
  readonly isCommon?: boolean;
  readonly length: number;
  readonly element: Element;
}

export interface FunctionPlace {
  readonly index: number;
  readonly parameters: number;
  readonly hasResult: boolean;
}

export interface Names {
  readonly arrays: ReadonlyMap<string, ArrayPlace>;
  /** Addresses of variables that all functions share, each a word. */
  readonly shared: ReadonlyMap<string, number>;
  readonly constants: ReadonlyMap<string, number>;
  readonly functions: ReadonlyMap<string, FunctionPlace>;
}

/** Bits by which an index is shifted to an address. */
export const ELEMENT_SHIFT: Record<Element, number> = { word: 2, byte: 0, number: 3 };
