/** A place where statements stand, and what a generated statement is. */
import type { Named, Scope } from "./generated-module.ts";
import type { Piece } from "./text-tree.ts";

export interface Body extends Scope {
  /** What may be assigned. */
  readonly writable: readonly Named[];
  /** How many blocks may still be put into each other. */
  readonly nesting: number;
  /** How many ways through it there may be; what is drawn takes its part. */
  readonly ways: { left: number };
  /** Rounds of the loops around: each makes its own choices. */
  readonly rounds: number;
  /** Steps to which `goto` may lead; empty where the body cannot be left. */
  readonly labels: readonly string[];
}

/** Takes a choice between `count` things, if there may still be so many ways. */
export function takeWays(body: Body, count: number): boolean {
  const factor = count ** body.rounds;
  if (factor > body.ways.left) return false;
  body.ways.left /= Math.max(factor, 1);
  return true;
}

export interface Drawn {
  readonly piece: Piece;
  /** Names known to the statements that follow. */
  readonly names?: readonly Named[];
  /** Control never gets past it. */
  readonly ends?: boolean;
}
