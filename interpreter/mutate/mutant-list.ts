/** Collects the mutants of a module, each text once. */
import type { Span } from "../../grammar/source.ts";
import type { CheckedModule } from "../checked.ts";
import type { MutantKind } from "./kinds.ts";
import type { Mutant } from "./mutant.ts";

export class MutantList {
  readonly module: CheckedModule;
  readonly #found = new Map<string, Mutant>();
  #within = "";

  constructor(module: CheckedModule) {
    this.module = module;
  }

  /** What is added from now on is in this declaration. */
  enter(within: string): void {
    this.#within = within;
  }

  add(kind: MutantKind, span: Span, replacement: string): void {
    const { start, end } = span;
    const key = `${start} ${end} ${replacement}`;
    if (this.#found.has(key) || this.slice(span) === replacement) return;
    this.#found.set(key, { kind, within: this.#within, span: { start, end }, replacement });
  }

  slice(span: Span): string {
    return this.module.syntax.source.slice(span);
  }

  mutants(): Iterable<Mutant> {
    return this.#found.values();
  }
}
