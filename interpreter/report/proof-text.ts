/** The closing lines of a module's report: what the run exercised, and each thing it did not. */
import type { Instance } from "../model.ts";
import type { Coverage } from "../exploration.ts";
import type { Share } from "./coverage.ts";
import type { Proof } from "./proof.ts";
import { count, harmless, list, plural, wrap, type Style } from "./text.ts";
import { placeText } from "./timeline.ts";

/** Before the rest is only counted: a report is read to its end only if the end is near. */
const FEW_GAPS = 12;

/**
 * With `everything`, all gaps are listed; else some, and none if a check that did not run, or was cut
 * short, might have filled them.
 */
export function proofText(proof: Proof, everything: boolean, style: Style): string {
  const { dim, yellow } = style.colours;
  const lines = wrap(exercised(proof), style.width - 2).map((line) => dim(`  ${line}`));
  const most = everything ? Infinity : FEW_GAPS;
  const gaps = everything || proof.complete ? proof.exercise.gaps : [];
  const notes = [
    ...gaps.map((gap) => ({ text: gap.message, place: placeText(gap.at) })),
    ...proof.unread.map((each) => ({ text: each.message, place: placeText(each.at) })),
    ...proof.idleFairness
      .filter(({ whateverRuns }) => whateverRuns || everything || proof.complete)
      .map(({ name, reason }) => ({
        text: `fairness of ${name} has no effect: ${reason}`,
        place: "",
      })),
  ];
  for (const { text, place } of notes.slice(0, most)) {
    const [first, ...rest] = wrap(harmless(text), style.width - 4);
    lines.push(
      `  ${yellow("!")} ${first}${rest.map((line) => `\n    ${line}`).join("")}${place && `  ${dim(place)}`}`,
    );
  }
  if (notes.length > most) {
    const rest = plural(notes.length - most, "more thing");
    lines.push(`  ${yellow("!")} and ${rest} never exercised: --verbose lists all`);
  }
  if (proof.notChecked.length > 0) {
    const text = `not checked by this version: ${list(proof.notChecked)} (measures are only parsed and typed)`;
    const [first, ...rest] = wrap(harmless(text), style.width - 4);
    lines.push(`  ${yellow("!")} ${first}`, ...rest.map((line) => `    ${line}`));
  }
  return lines.join("\n");
}

/** `exercised: all 14 actions taken, 30 of 32 branches reached` */
function exercised({ runs, complete, exercise }: Proof): string {
  if (runs === 0) return "nothing was explored";
  const parts = [
    shareText(exercise.steps, "action", "actions", "taken"),
    shareText(exercise.branches, "branch", "branches", "reached"),
    shareText(exercise.implications, "implication", "implications", "tested"),
  ];
  return `exercised${complete ? "" : " so far"}: ${parts.filter((part) => part !== "").join(", ")}`;
}

function shareText({ total, hit }: Share, one: string, many: string, verb: string): string {
  if (total === 0) return "";
  if (total === 1) return hit === 1 ? `the only ${one} ${verb}` : `the only ${one} not ${verb}`;
  return hit === total ? `all ${total} ${many} ${verb}` : `${hit} of ${total} ${many} ${verb}`;
}

/** For one check: how often each action was taken. */
export function stepCountsText(instance: Instance, coverage: Coverage, style: Style): string {
  const widest = Math.max(0, ...instance.steps.map((step) => step.name.length));
  const counts = instance.steps.map((step) => count(coverage.steps[step.index] ?? 0));
  const widestCount = Math.max(0, ...counts.map((text) => text.length));
  const cells = instance.steps.map(
    (step, i) => `${step.name.padEnd(widest)}  ${counts[i]!.padStart(widestCount)}`,
  );
  const perLine = Math.max(1, Math.floor((style.width - 2) / (widest + widestCount + 6)));
  const lines: string[] = [];
  for (let i = 0; i < cells.length; i += perLine) {
    lines.push(`  ${cells.slice(i, i + perLine).join("    ")}`);
  }
  return lines.join("\n");
}
