/**
 * Names introduced inside a declaration: parameters, `let`s, binders, chosen values and the names
 * that patterns bind. What a test makes known stays in the scope until whoever asked for the test
 * goes back to a mark (A1 of the language: a pattern binds where its test is known to be true).
 */
import type { Name } from "../../grammar/syntax.ts";
import type { Resolution } from "../checked.ts";
import type { StaticType } from "./types.ts";

export interface Local {
  readonly binding: Name;
  readonly type: StaticType;
  readonly role:
    | "parameter"
    | "let"
    | "bound name"
    | "chosen value"
    | "pattern name"
    | "local of the process"
    | "let of the process";
  readonly resolution: Resolution;
  /** Hides something else, which has been complained about. */
  readonly hides: boolean;
  /** How many temporal operators were around it when it was bound. */
  readonly temporalDepth: number;
}

export class LocalScope {
  readonly #names = new Map<string, Local>();
  readonly #trail: { readonly text: string; readonly before: Local | undefined }[] = [];

  get(text: string): Local | undefined {
    return this.#names.get(text);
  }

  names(): Iterable<string> {
    return this.#names.keys();
  }

  bind(local: Local): void {
    const text = local.binding.text;
    this.#trail.push({ text, before: this.#names.get(text) });
    this.#names.set(text, local);
  }

  mark(): number {
    return this.#trail.length;
  }

  /** Forgets everything bound since the mark. */
  undo(mark: number): void {
    while (this.#trail.length > mark) {
      const { text, before } = this.#trail.pop()!;
      if (before === undefined) this.#names.delete(text);
      else this.#names.set(text, before);
    }
  }
}
