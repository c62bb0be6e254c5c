/**
 * What a run ends with: the property that is false there, its doc, the part that makes it false and
 * the values that do.
 */
import type { Location } from "../../grammar/source.ts";
import type { Explanation, FairnessReason, Trace, Violation } from "../exploration.ts";
import type { Instance } from "../model.ts";
import { harmless, oneLine, plainStyle, plural, wrapValues } from "./text.ts";
import { placeBehind } from "./timeline.ts";

/** `invariant noFreeMapped is false after 10 steps` */
function headline({ kind, name, message, trace }: Violation): string {
  const steps = trace.steps.length;
  const after = steps === 0 ? "in an initial state" : `after ${plural(steps, "step")}`;
  // What goes wrong while a step runs has no state after it.
  const during = trace.steps.at(-1)?.incomplete === true ? `in step ${steps}` : after;
  switch (kind) {
    case "failure":
      return `${harmless(message)}, ${during}`;
    case "assert":
      return `assert "${harmless(name)}" is false ${during}`;
    case "deadlock":
      return `deadlock ${after}: nothing can happen, and \`terminal\` does not allow it`;
    case "temporal":
      return `temporal ${name} is false of ${runText(trace)}`;
    case "refinement":
      return `refinement ${name} is broken ${after}`;
    default:
      return `${kind} ${name} is false ${after}`;
  }
}

/** `a run that repeats its last 3 steps for ever` */
function runText({ loop = 0, steps }: Trace): string {
  if (loop === steps.length) {
    return loop === 0 ? "an initial state without a step" : `a run of ${plural(loop, "step")}`;
  }
  const repeated = steps.length - loop;
  const which = loop === 0 ? "its" : "its last";
  return `a run that repeats ${repeated === 1 ? `${which} step` : `${which} ${repeated} steps`} for ever`;
}

/** Constraints that are told of: the others are kept to as well. */
const SHOWN_REASONS = 12;

/** Why the run counts although fairness is asked for. */
function fairnessLines(reasons: readonly FairnessReason[]): string[] {
  if (reasons.length === 0) return [];
  const lines = reasons.slice(0, SHOWN_REASONS).map(({ name, strength, how, step }) => {
    const when =
      how === "taken" ? `is taken in step ${step}` : `is not possible after step ${step}`;
    return `  ${name} (${strength}) ${when}`;
  });
  const rest = reasons.length - lines.length;
  return ["and it is fair:", ...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])];
}

export function violationText(
  instance: Instance,
  violation: Violation,
  style = plainStyle,
): string {
  const { red, bold } = style.colours;
  const { kind, at, explanation } = violation;
  const lines = [`${bold(red(headline(violation)))}${placeBehind(at, style)}`];
  const add = (text: string, hanging: number) =>
    lines.push(...wrapValues(text, style.width - 2, hanging).map((line) => `  ${line}`));
  const doc = propertyOf(instance, violation)?.doc;
  if (doc) add(`// ${oneLine(doc)}`, 3);
  if (kind === "refinement") add(oneLine(violation.message), 2);
  if (kind === "failure" || kind === "assert") add(`here:  ${excerpt(at)}`, 7);
  if (kind === "temporal") add(`claim: ${excerpt(at)}`, 9);
  if (violation.fairness) fairnessLines(violation.fairness).forEach((line) => add(line, 4));
  if (explanation) explanationLines(explanation).forEach((line) => add(line, 9));
  return lines.join("\n");
}

function propertyOf(
  { temporals, transitions, invariants }: Instance,
  { kind, name }: Violation,
): { readonly doc?: string } | undefined {
  const properties =
    kind === "temporal" ? temporals : kind === "transition" ? transitions : invariants;
  return properties.find((property) => property.name === name);
}

/** The deciding part in source text, then the names in it and its operands with their values. */
export function explanationLines(explanation: Explanation): string[] {
  const names = new Map(explanation.bindings.map(({ name, value }) => [name, value]));
  const operands = new Map<string, string>();
  for (const { at, value } of explanation.operands) {
    const text = excerpt(at);
    // A name by itself says what stands for what, and perhaps says it again.
    if (/^\w+$/.test(text) && !operands.has(text)) names.set(text, names.get(text) ?? value);
    else operands.set(text, value);
  }
  const listed = (label: string, values: ReadonlyMap<string, string>) =>
    [...values].map(
      ([what, value], i) => `${(i === 0 ? label : "").padEnd(6)} ${what} = ${harmless(value)}`,
    );
  return [
    `because this is ${explanation.value}:`,
    `       ${excerpt(explanation.at)}`,
    ...listed("where", names),
    ...listed("and", operands),
  ];
}

const LONGEST_EXCERPT = 300;

function excerpt(at: Location): string {
  const text = oneLine(at.source.slice(at));
  return text.length <= LONGEST_EXCERPT ? text : `${text.slice(0, LONGEST_EXCERPT)} ...`;
}
