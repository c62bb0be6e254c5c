/** Tokens of generated text: numbers, names and signs, in ASCII and without comments. */

export type Token = "number" | "name" | "sign" | "end";

const SIGNS = Array.from("-+*/%&|^!~<>=?:;,.(){}[]");
/** By the code of their first character: signs, the longer ones first. */
const SIGNS_BY_CODE: readonly (readonly string[] | undefined)[] = Array.from(
  { length: 128 },
  (_, code) =>
    [
      ">>>",
      "===",
      "!==",
      "++",
      "--",
      "&&",
      "||",
      "<<",
      ">>",
      "<=",
      ">=",
      "+=",
      "-=",
      "*=",
      "&=",
      "|=",
      "^=",
    ]
      .concat(SIGNS)
      .filter((sign) => sign.charCodeAt(0) === code),
);
const [ZERO, NINE] = [48, 57];

export class Scanner {
  readonly #text: string;
  #at: number;
  token: Token = "end";
  /** Name or sign. */
  text = "";
  /** Of a number. */
  value = 0;

  constructor(text: string, at = 0) {
    this.#text = text;
    this.#at = at;
    this.next();
  }

  next(): void {
    const text = this.#text;
    let at = this.#at;
    let code = text.charCodeAt(at);
    while (code === 32 || code === 10) code = text.charCodeAt(++at);
    const start = at;
    if (code >= ZERO && code <= NINE) {
      let value = 0;
      for (; code >= ZERO && code <= NINE; code = text.charCodeAt(++at)) {
        value = value * 10 + code - ZERO;
      }
      if (isWord(code)) {
        while (isWord(text.charCodeAt(at))) at++;
        value = Number(text.slice(start, at));
      }
      this.token = "number";
      this.text = "";
      this.value = value;
    } else if (isWord(code)) {
      while (isWord(text.charCodeAt(at))) at++;
      this.token = "name";
      this.text = text.slice(start, at);
    } else if (at >= text.length) {
      this.token = "end";
      this.text = "";
    } else {
      const sign = SIGNS_BY_CODE[code]?.find(
        (each) => each.length === 1 || text.startsWith(each, at),
      );
      if (sign === undefined) throw new Untranslatable(`what begins with ${text[at]}`);
      at += sign.length;
      this.token = "sign";
      this.text = sign;
    }
    this.#at = at;
  }

  get isNumber(): boolean {
    return this.token === "number";
  }

  /** Goes on if this is the sign or word. */
  takes(text: string): boolean {
    if (this.text !== text) return false;
    this.next();
    return true;
  }

  expect(text: string): void {
    if (!this.takes(text)) throw new Untranslatable(`"${this.text}" in the place of "${text}"`);
  }

  name(): string {
    const { text } = this;
    if (this.token !== "name") throw new Untranslatable(`"${text}" in the place of a name`);
    this.next();
    return text;
  }
}

/** Generated text has something that is not translated, such as numbers of more than 32 bits. */
export class Untranslatable extends Error {
  override readonly name = "Untranslatable";
}

/** Letters, digits and `_`. */
function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= ZERO && code <= NINE) ||
    (code >= 65 && code <= 90) ||
    code === 95
  );
}
