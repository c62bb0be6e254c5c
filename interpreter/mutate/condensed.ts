/**
 * A text as its tokens and whether each begins a line, which is all that the grammar sees of it: comments,
 * indentation and empty lines do not count.
 */
import { scan } from "../../grammar/scan.ts";

export class Condensed {
  readonly text: string;
  /** Of the tokens, where they begin in the original. */
  readonly #starts: Int32Array;
  /** And here; last, the length of this text. */
  readonly #places: Int32Array;

  constructor(original: string) {
    const { tokens } = scan(original);
    this.#starts = new Int32Array(tokens.length);
    this.#places = new Int32Array(tokens.length + 1);
    const parts: string[] = [];
    let [length, before] = [0, 0];
    for (const [i, { start, end }] of tokens.entries()) {
      this.#starts[i] = start;
      this.#places[i] = length;
      const isFirst = i > 0 && original.slice(before, start).includes("\n");
      const part = `${isFirst ? "\n" : " "}${original.slice(start, end)}`;
      parts.push(part);
      length += part.length;
      before = end;
    }
    this.#places[tokens.length] = length;
    this.text = parts.join("");
  }

  /** Where in this text the first token is that begins at this place of the original, or after it. */
  placeOf(offset: number): number {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return this.#places[low]!;
  }
}
