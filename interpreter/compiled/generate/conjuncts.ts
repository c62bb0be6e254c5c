/** The parts of a condition `a and b and c`, in their order; a chain may be thousands long. */
import type { Expression } from "../../model.ts";

export function conjunctsOf(guard: Expression): Expression[] {
  const parts: Expression[] = [];
  let left = guard;
  while (left.kind === "logic" && left.operator === "and" && left.site === undefined) {
    parts.push(left.right);
    left = left.left;
  }
  return [...parts, left]
    .reverse()
    .flatMap((part) => (part === guard ? [part] : conjunctsOf(part)));
}
