/** A place where statements stand, and what a generated statement is. */
import type { Named, Scope } from "./generated-module.ts";
import type { Piece } from "./text-tree.ts";

export interface Body extends Scope {
  /** What may be assigned. */
  readonly writable: readonly Named[];
  /** How many blocks may still be put into each other. */
  readonly nesting: number;
  /** Steps to which `goto` may lead; empty where the body cannot be left. */
  readonly labels: readonly string[];
}

export interface Drawn {
  readonly piece: Piece;
  /** Names known to the statements that follow. */
  readonly names?: readonly Named[];
  /** Control never gets past it. */
  readonly ends?: boolean;
}
