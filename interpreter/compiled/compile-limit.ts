/**
 * Thrown while compiling when something is too large to be worth generated code. Whoever compiles a
 * step or property catches it and leaves that part to the reference evaluator.
 */
export class CompileLimit extends Error {
  override readonly name = "CompileLimit";
}
