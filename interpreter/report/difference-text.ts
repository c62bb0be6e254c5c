/** The report of `faultline diff`: a run that one of two instances allows, and what the other does instead. */
import type { Outcome } from "../evaluate/statement.ts";
import type { Disabled } from "../explore/successors.ts";
import type { Instance, State } from "../model.ts";
import { distinctOutcomes, type Comparison, type Difference } from "../run/first-difference.ts";
import { showValue } from "../show-value.ts";
import { changePlace, changesBetween } from "./changes.ts";
import { call } from "./lanes.ts";
import { count, harmless, oneLine, plural, wrap, wrapValues, type Style } from "./text.ts";
import { placeText, timelineText } from "./timeline.ts";
import { explanationLines } from "./violation-text.ts";

/** An instance, and what the command line calls it. */
export interface Named {
  readonly name: string;
  readonly instance: Instance;
}

export function comparisonText(
  comparison: Comparison,
  left: Named,
  right: Named,
  style: Style,
): string {
  const { outcome, difference, states, transitions, depth } = comparison;
  const compared = `${plural(states, "state")} and ${plural(transitions, "transition")}, to depth ${count(depth)}`;
  switch (outcome) {
    case "same":
      return `No difference between ${left.name} and ${right.name}: ${compared} compared.`;
    case "limit":
      return `No difference as far as was looked, and the limit on states was reached: ${compared} compared.`;
    case "interrupted":
      return `Interrupted. No difference so far: ${compared} compared.`;
    case "different": {
      const [own, other] = difference!.allowedBy === "left" ? [left, right] : [right, left];
      return differenceText(difference!, own, other, style);
    }
  }
}

function differenceText(difference: Difference, own: Named, other: Named, style: Style): string {
  const { bold } = style.colours;
  const { trace, instead } = difference;
  const { instance } = own;
  const timeline = timelineText(instance, trace, style);
  const last = trace.steps.at(-1);
  if (last === undefined || instead === undefined) {
    const title = `An initial state of ${own.name} is none of ${other.name}`;
    return [bold(title), "", timeline].join("\n");
  }
  const step = instance.steps[last.step]!;
  const title = `A run of ${plural(trace.steps.length, "step")} that ${own.name} allows and ${other.name} does not`;
  const what = harmless(call(step.name, step, last.arguments));
  const before = trace.steps.at(-2)?.state ?? trace.initial;
  const lines =
    instead.kind === "disabled"
      ? [`With ${other.name}, ${what} cannot happen here:`, ...disabledLines(instead.why, style)]
      : [
          `With ${other.name}, ${what} leads elsewhere:`,
          ...outcomeLines(other.instance, before, last.state, instead.outcomes),
        ];
  const [first, ...rest] = lines;
  return [
    bold(title),
    "",
    timeline,
    "",
    bold(first!),
    ...rest.flatMap((line) => wrapValues(line, style.width - 2, 4).map((each) => `  ${each}`)),
  ].join("\n");
}

function disabledLines(why: Disabled, { places }: Style): string[] {
  if (why.kind === "guard") return explanationLines(why.explanation);
  if (why.at.length === 0) return ["it has no way through"];
  return why.at.map((at) => {
    const where = places === false ? "" : ` at ${placeText(at)}`;
    return `nothing to choose${where}: ${oneLine(at.source.slice(at))}`;
  });
}

/** Outcomes beyond these say little more. */
const SHOWN = 5;

function outcomeLines(
  instance: Instance,
  before: State,
  theirs: State,
  outcomes: readonly Outcome[],
): string[] {
  const distinct = distinctOutcomes(outcomes);
  const lines = distinct.slice(0, SHOWN).flatMap((outcome, i) => {
    const head = distinct.length > 1 ? [`${i + 1}.`] : [];
    if (outcome.kind !== "completed") return [...head, "it does not get to its end: it fails"];
    return [...head, ...differing(instance, before, theirs, outcome.state)];
  });
  const more = distinct.length - SHOWN;
  return more > 0 ? [...lines, `and ${count(more)} more`] : lines;
}

/** Where a state differs from the one that the run above ends in. */
function differing(instance: Instance, before: State, theirs: State, ours: State): string[] {
  const changes = changesBetween(instance, theirs, ours);
  return changes.map((change) => {
    const place = changePlace(instance, change);
    const now = showValue(change.after, change.type);
    const instead = showValue(change.before, change.type);
    const unchanged = !changesBetween(instance, before, ours).some(
      (each) => changePlace(instance, each) === place,
    );
    return `${place} ${unchanged ? "stays" : "becomes"} ${now}, not ${instead}`;
  });
}

/** `page: map[Frame] of Page in the one, ...`: why two instances cannot be compared. */
export function incomparableText(names: readonly string[], style: Style): string {
  const shown = names.slice(0, SHOWN).join(", ");
  const more = names.length > SHOWN ? ` and ${count(names.length - SHOWN)} more` : "";
  const text =
    `The two do not have the same states, so that there is nothing to compare: ${shown}${more} ` +
    "have other types, or are in one of them only. Parameters that size types, and `limit`s of checks, must be the same.";
  return wrap(text, style.width, 0).join("\n");
}
