/**
 * Thrown while compiling when something is too large to be worth generated code. Whoever compiles a
 * step or property catches it and leaves that part to the reference evaluator.
 */
export class CompileLimit extends Error {
  override readonly name = "CompileLimit";
}

/** Too long, or nested so deep that the generator or JavaScript itself ran out of stack. */
export function isTooMuch(thrown: unknown): boolean {
  if (thrown instanceof CompileLimit) return true;
  return thrown instanceof RangeError && /call stack|string length/i.test(thrown.message);
}
