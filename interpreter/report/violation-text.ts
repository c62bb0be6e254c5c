/**
 * What a run ends with: the property that is false there, its doc, the part that makes it false and
 * the values that do.
 */
import type { Location } from "../../grammar/source.ts";
import type { Explanation, Violation } from "../exploration.ts";
import type { Instance, Property } from "../model.ts";
import { harmless, oneLine, plainStyle, plural, wrapValues } from "./text.ts";
import { placeText } from "./timeline.ts";

/** `after 10 steps`, `in an initial state` */
function whenText(steps: number): string {
  return steps === 0 ? "in an initial state" : `after ${plural(steps, "step")}`;
}

/** `invariant noFreeMapped`, `assert "freeing mapped page"` */
export function violatedText(violation: Violation): string {
  switch (violation.kind) {
    case "failure":
      return harmless(violation.message);
    case "assert":
      return `assert "${harmless(violation.name)}"`;
    case "deadlock":
      return "deadlock: nothing can happen, and `terminal` does not allow it";
    default:
      return `${violation.kind} ${violation.name}`;
  }
}

export function violationText(
  instance: Instance,
  violation: Violation,
  style = plainStyle,
): string {
  const { red, bold, dim } = style.colours;
  const when = whenText(violation.trace.steps.length);
  const what = violatedText(violation);
  const verb = violation.kind === "failure" || violation.kind === "deadlock" ? "" : " is false";
  const lines = [`${bold(red(`${what}${verb}, ${when}`))}  ${dim(placeText(violation.at))}`];
  const add = (text: string, hanging: number) =>
    lines.push(...wrapValues(text, style.width - 2, hanging).map((line) => `  ${line}`));
  const doc = propertyOf(instance, violation)?.doc;
  if (doc) add(`// ${oneLine(doc)}`, 3);
  if (violation.kind !== "failure" && violation.kind !== "deadlock" && violation.message) {
    if (!violation.message.includes(violation.name)) add(oneLine(violation.message), 2);
  }
  if (violation.explanation)
    explanationLines(violation.explanation).forEach((line) => add(line, 9));
  return lines.join("\n");
}

function propertyOf(instance: Instance, violation: Violation): Property | undefined {
  const properties = violation.kind === "transition" ? instance.transitions : instance.invariants;
  return properties.find((property) => property.name === violation.name);
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
