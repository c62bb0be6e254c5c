/**
 * Random walks, for instances too large to be closed. The specification is explored only where a walk
 * goes. Every number that is drawn is a step: the k-th of those that are enabled, so that no draw is
 * wasted and a smaller number is an earlier step; what is drawn beyond that picks a refusal to probe.
 */
import fc from "fast-check";
import type { Instance } from "../../interpreter/model.ts";
import { firstChoice, NotingChooser } from "./choosers.ts";
import { Follower } from "./follower.ts";
import type { Report } from "./report.ts";
import { isDisabled, isEnabled } from "./spec-graph.ts";
import type { Chooser, Subject } from "./subject.ts";

export interface WalkOptions {
  /** Default: 100. */
  readonly walks?: number;
  /** Most steps of a walk; default: 100. */
  readonly length?: number;
  /** The same seed draws the same walks; default: a new one each time. */
  readonly seed?: number;
  /** Default: always 0. */
  readonly production?: Chooser;
}

/** A divergence that is found is made shorter: fewer and earlier steps, then without loops. */
export function walkRandomly<Vm>(
  instance: Instance,
  subject: Subject<Vm>,
  { walks = 100, length = 100, seed, production = firstChoice }: WalkOptions = {},
): Report {
  const follower = new Follower(instance, subject);
  const chooser = new NotingChooser(production);
  let failing: readonly number[] | undefined;
  const property = fc.property(
    fc.array(fc.nat(), { maxLength: length, size: "max" }),
    (numbers) => {
      const commands = walk(follower, chooser, numbers);
      if (follower.divergence !== undefined) failing = commands;
      return follower.divergence === undefined;
    },
  );
  fc.check(property, { numRuns: walks, ...(seed === undefined ? {} : { seed }) });
  // The last failing run is the smallest, for shrinking goes on only from what fails.
  if (failing !== undefined) withoutLoops(follower, chooser, failing);
  return follower.report("walk");
}

/** Takes the steps that the numbers mean; returns the commands. */
function walk<Vm>(
  follower: Follower<Vm>,
  chooser: NotingChooser,
  numbers: readonly number[],
): readonly number[] {
  const taken: number[] = [];
  const take = (command: number): void => {
    taken.push(command);
    follower.step(command, chooser);
  };
  chooser.start();
  follower.boot(chooser);
  for (const number of numbers) {
    if (follower.hasEnded) break;
    const expansion = follower.graph.expansionOf(follower.state);
    const commands = [...follower.graph.commands.keys()];
    const enabled = commands.filter((command) => isEnabled(expansion, command));
    const disabled = commands.filter((command) => isDisabled(expansion, command));
    const probe = Math.floor(number / Math.max(enabled.length, 1));
    // The smallest numbers probe nothing, so that a run shrinks to one without refusals.
    if (probe > 0 && disabled.length > 0) take(disabled[(probe - 1) % disabled.length]!);
    if (enabled.length === 0) break;
    if (!follower.hasEnded) take(enabled[number % enabled.length]!);
  }
  return taken;
}

/** Leaves out what leads back to where it began, as long as the rest still diverges. */
function withoutLoops<Vm>(
  follower: Follower<Vm>,
  chooser: NotingChooser,
  failing: readonly number[],
): void {
  const diverges = (commands: readonly number[]): boolean => {
    chooser.start();
    follower.boot(chooser);
    for (const command of commands) {
      if (follower.hasEnded) break;
      follower.step(command, chooser);
    }
    return follower.divergence !== undefined;
  };
  let shortest = failing;
  for (;;) {
    diverges(shortest);
    const shorter = loopsOf(follower.visited)
      .map(([from, to]) => [...shortest.slice(0, from), ...shortest.slice(to)])
      .find(diverges);
    if (shorter === undefined) break;
    shortest = shorter;
  }
  diverges(shortest);
}

/** Pairs of positions with the same state and bytes, the longest loops first. */
function loopsOf(visited: readonly string[]): readonly (readonly [number, number])[] {
  const loops = visited.flatMap((text, from) => {
    const to = visited.lastIndexOf(text);
    return to > from ? [[from, to] as const] : [];
  });
  return loops.toSorted((a, b) => b[1] - b[0] - (a[1] - a[0]));
}
