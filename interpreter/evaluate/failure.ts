/**
 * A step or property leaving a type (rule 5). The evaluator throws an `EvaluationFailure` and whoever
 * started the evaluation of a whole path or property catches it with `attempt`: it goes no further.
 */
import type { Location } from "../../grammar/source.ts";
import type { FailureKind } from "../model.ts";

export class EvaluationFailure {
  readonly kind: FailureKind;
  readonly at: Location;
  /** One sentence without a full stop. */
  readonly message: string;

  constructor(kind: FailureKind, at: Location, message: string) {
    this.kind = kind;
    this.at = at;
    this.message = message;
  }
}

/** The result, or the failure that ended the evaluation; `at` is the place of the whole. */
export function attempt<Result>(
  at: Location,
  evaluation: () => Result,
): Result | EvaluationFailure {
  try {
    return evaluation();
  } catch (thrown) {
    return failureOf(thrown, at);
  }
}

/**
 * What was thrown, if it is a failure. Evaluation nested so deep that the stack of JavaScript ends
 * counts as recursion: definitions that are not recursive can do that too, if thousands are chained.
 */
export function failureOf(thrown: unknown, at: Location): EvaluationFailure {
  if (thrown instanceof EvaluationFailure) return thrown;
  if (thrown instanceof RangeError && thrown.message.includes("call stack")) {
    return new EvaluationFailure("recursion", at, "the evaluation nests too deep");
  }
  throw thrown;
}
