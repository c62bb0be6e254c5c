/** How the machine answers, and how it asks where the design leaves a choice open. */

/** Every operation answers; it never throws because of what is asked of it. */
export type Answer =
  | { readonly kind: "accepted" }
  /** It cannot be done now; nothing has changed. */
  | { readonly kind: "refused"; readonly reason: string }
  /** An assertion of the kernel's own does not hold: a panic. The state is that of the moment. */
  | { readonly kind: "failed"; readonly message: string };

export const ACCEPTED: Answer = { kind: "accepted" };

export function refused(reason: string): Answer {
  return { kind: "refused", reason };
}

/** Asked wherever several things are right; answers with a number below `count`, which is at least 1. */
export interface Chooser {
  choose(what: string, count: number): number;
}

/** Takes what is at hand: the frame freed last, the first of two ways. */
export const FIRST: Chooser = { choose: () => 0 };

/** A kernel assertion does not hold. Operations turn it into the answer `failed`. */
export class Panic extends Error {}

export function kassert(condition: boolean, message: string): void {
  if (!condition) throw new Panic(message);
}
