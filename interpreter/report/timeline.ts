/**
 * A run as text: numbered steps, each in the column of the thread that takes it, with what it chose
 * and only what it changed. Written for someone who knows the code that was modelled and nothing of
 * this tool.
 */
import type { Trace, TraceStep } from "../exploration.ts";
import type { Location } from "../../grammar/source.ts";
import type { Instance, State } from "../model.ts";
import { equalValues } from "../values.ts";
import { changePlace, changesBetween, type Change } from "./changes.ts";
import { atRest, initialStateLines } from "./initial-state.ts";
import { call, lanesOf, type Lane } from "./lanes.ts";
import { firstSentence, harmless, plainStyle, wrapValues, type Style } from "./text.ts";
import { showValue } from "../show-value.ts";

/** Room for `  12  ` before the first column. */
const NUMBER = 6;
/** A step needs this much room to the right of where its column begins. */
const STEP = 46;
/** Without room for titles, columns still show as a small indentation. */
const STAGGER = 4;
/** Columns farther apart than this are harder to follow, not easier. */
const WIDEST_COLUMN = 36;

/** `freebsd/cow_fault.fl:88` */
export function placeText(at: Location): string {
  return harmless(`${at.source.path}:${at.source.position(at.start).line}`);
}

/** Behind the title of what is there, unless the style leaves places out. */
export function placeBehind(at: Location, { places, colours }: Style): string {
  return places === false ? "" : `  ${colours.dim(placeText(at))}`;
}

export function timelineText(instance: Instance, trace: Trace, style = plainStyle): string {
  const { bold, cyan, dim } = style.colours;
  const { lanes, laneOf } = lanesOf(instance, trace);
  const { column, titled } = columnsOf(lanes, style.width);
  const lines: string[] = [];
  if (titled) {
    const head = (text: (lane: Lane) => string) =>
      " ".repeat(NUMBER) +
      lanes
        .map((lane) => text(lane).padEnd(column))
        .join("")
        .trimEnd();
    lines.push(
      bold(head((lane) => lane.label)),
      dim(head((lane) => "-".repeat(lane.label.length))),
    );
  }
  lines.push(`${number(0)}${bold("initial state")}`);
  for (const line of initialStateLines(instance, trace.initial)) {
    lines.push(...block(line, NUMBER, 4, style.width));
  }
  let before = trace.initial;
  for (const [i, taken] of trace.steps.entries()) {
    const lane = lanes[laneOf[i]!]!;
    const indent = NUMBER + column * laneOf[i]!;
    const step = instance.steps[taken.step]!;
    const title = harmless(call(step.name, step, taken.arguments));
    lines.push("");
    if (trace.loop === i) {
      lines.push(`${" ".repeat(NUMBER)}${bold(`then from step ${i + 1} for ever:`)}`, "");
    }
    lines.push(
      `${number(i + 1)}${" ".repeat(indent - NUMBER)}${bold(cyan(title))}${placeBehind(step.at, style)}`,
    );
    if (step.doc) {
      lines.push(
        ...block(`// ${firstSentence(step.doc)}`, indent, 3, style.width).map((line) => dim(line)),
      );
    }
    for (const line of detailLines(instance, lane, before, taken)) {
      lines.push(...block(line, indent + 2, 4, style.width));
    }
    before = taken.state;
  }
  if (trace.loop === trace.steps.length) {
    lines.push("", `${" ".repeat(NUMBER)}${bold("then no step is possible any more")}`);
  }
  const totals = costTotals(instance, trace);
  if (totals !== "")
    lines.push("", ...block(`costs of this run: ${totals}`, NUMBER, 2, style.width));
  return lines.join("\n");
}

/** Distance between columns, and whether there is room to name them at the top. */
function columnsOf(lanes: readonly Lane[], width: number): { column: number; titled: boolean } {
  if (lanes.length < 2) return { column: 0, titled: false };
  const room = Math.floor((width - NUMBER - STEP) / (lanes.length - 1));
  const needed = Math.max(...lanes.slice(0, -1).map((lane) => lane.label.length)) + 2;
  if (room >= needed) return { column: Math.min(room, WIDEST_COLUMN), titled: true };
  return { column: Math.max(0, Math.min(room, STAGGER)), titled: false };
}

function number(n: number): string {
  return `${String(n).padStart(NUMBER - 2)}  `;
}

function block(text: string, indent: number, hanging: number, width: number): string[] {
  const room = Math.max(width - indent, 20);
  return wrapValues(harmless(text), room, hanging).map((line) => " ".repeat(indent) + line);
}

/** What a step chose, changed and cost, one fact per line. */
export function detailLines(
  instance: Instance,
  lane: Lane,
  before: State,
  taken: TraceStep,
): string[] {
  const lines = taken.choices.map(
    (choice) => `chose ${choice.label} = ${showValue(choice.value, choice.type)}`,
  );
  const own = (change: Change) => isOwn(instance, lane, change);
  let next: string | undefined;
  for (const change of changesBetween(instance, before, taken.state)) {
    const variable = instance.variables[change.variable]!;
    if (variable.synthetic === true) continue;
    const from = showValue(change.before, change.type);
    const to = showValue(change.after, change.type);
    if (!own(change)) lines.push(`${changePlace(instance, change)}: ${from} -> ${to}`);
    else if (variable.process?.role === "counter") {
      next = to === "rest" ? "finished: locals are reset" : `next step: ${to}`;
    } else if (!atRest(instance, taken.state, lane.process!.name, lane.process!.arguments)) {
      lines.push(`${localName(instance, lane, change)}: ${from} -> ${to}`);
    }
  }
  for (const [i, amount] of taken.costs.entries()) {
    if (amount !== 0) lines.push(`cost ${instance.costs[i]!}: +${amount}`);
  }
  if (taken.incomplete === true) lines.push("(the step did not get further than this)");
  else if (next !== undefined) lines.push(next);
  else if (lines.length === 0) lines.push("(nothing changes)");
  return lines;
}

/** The change is in a local or the counter of the process instance whose lane this is. */
function isOwn(instance: Instance, lane: Lane, change: Change): boolean {
  const owner = instance.variables[change.variable]!.process;
  if (!owner || !lane.process || owner.name !== lane.process.name) return false;
  const own = lane.process.arguments;
  return equalValues(change.keys.slice(0, own.length), own);
}

/** `fault.seen[thread1].valid` is `seen.valid` in the lane of `fault(thread1)`. */
function localName(instance: Instance, lane: Lane, change: Change): string {
  const { name } = instance.variables[change.variable]!;
  const short = name.slice(name.indexOf(".") + 1);
  return changePlace(instance, change, short, lane.process!.arguments.length);
}

/** `copies 2, faults 1` */
export function costTotals(instance: Instance, trace: Trace): string {
  return instance.costs
    .map((cost, i) => [cost, trace.steps.reduce((sum, step) => sum + step.costs[i]!, 0)] as const)
    .filter(([, total]) => total !== 0)
    .map(([cost, total]) => `${cost} ${total}`)
    .join(", ");
}
