/**
 * Source texts and places in them.
 *
 * A span is a pair of UTF-16 offsets into one source; lines and columns are computed on demand,
 * both counted from 1 as editors show them.
 */

export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One file of specification text. `path` is what messages show. */
export class SourceFile {
  readonly path: string;
  readonly text: string;
  #lineStarts: readonly number[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** Offset of the first character of every line. */
  get lineStarts(): readonly number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1)) {
        starts.push(at + 1);
      }
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }

  position(offset: number): Position {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  slice(span: Span): string {
    return this.text.slice(span.start, span.end);
  }
}

/** A span together with the file it is in: what survives after modules have been combined. */
export interface Location extends Span {
  readonly source: SourceFile;
}
