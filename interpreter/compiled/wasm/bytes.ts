/** Bytes of a WebAssembly module, written one after another. */

export class Bytes {
  #data = new Uint8Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    if (this.#length === this.#data.length) this.#grow(1);
    this.#data[this.#length++] = value;
  }

  /** Each of them as it is. */
  bytes(...values: number[]): void {
    for (const value of values) this.byte(value);
  }

  /** From 0 to 2^32 - 1 (LEB128). */
  unsigned(value: number): void {
    let rest = value >>> 0;
    for (; rest >= 0x80; rest >>>= 7) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest);
  }

  /** From -2^31 to 2^31 - 1 (signed LEB128). */
  signed(value: number): void {
    let rest = value;
    for (; rest < -0x40 || rest >= 0x40; rest >>= 7) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest & 0x7f);
  }

  /** A name of letters and digits, with its length. */
  name(text: string): void {
    this.unsigned(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  append(part: Uint8Array): void {
    if (this.#length + part.length > this.#data.length) this.#grow(part.length);
    this.#data.set(part, this.#length);
    this.#length += part.length;
  }

  /** With its length before it. */
  sized(part: Bytes): void {
    this.unsigned(part.length);
    this.append(part.written);
  }

  /** Takes away what was written from some length on. */
  truncate(length: number): void {
    this.#length = length;
  }

  /** Puts two bytes in front of what was written from some length on. */
  insert(at: number, first: number, second: number): void {
    this.bytes(0, 0);
    this.#data.copyWithin(at + 2, at, this.#length - 2);
    this.#data[at] = first;
    this.#data[at + 1] = second;
  }

  /** Moves what was written from `from` to `middle` to the end. */
  rotate(from: number, middle: number): void {
    const end = this.#length;
    const count = middle - from;
    if (end + count > this.#data.length) this.#grow(count);
    this.#data.copyWithin(end, from, middle);
    this.#data.copyWithin(from, middle, end + count);
  }

  /** Not a copy. */
  get written(): Uint8Array {
    return this.#data.subarray(0, this.#length);
  }

  #grow(by: number): void {
    const larger = new Uint8Array(2 * this.#data.length + by);
    larger.set(this.written);
    this.#data = larger;
  }
}
