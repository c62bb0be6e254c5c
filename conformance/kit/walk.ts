/**
 * Random walks, for instances too large to be closed. Of the specification no more is run than where a
 * walk goes. Every number that is drawn is a step: which of the actions that are enabled, with which
 * of its arguments, what the implementation is told to choose, and a refusal to probe before it. So no
 * draw is wasted, a smaller number is an earlier step, and rare actions come as often as those with
 * many arguments.
 */
import fc from "fast-check";
import type { Instance } from "../../interpreter/model.ts";
import { DrawingChooser, NotingChooser } from "./choosers.ts";
import { Follower } from "./follower.ts";
import type { Report } from "./report.ts";
import type { Chooser, Subject } from "./subject.ts";
import { WalkTally } from "./walk-report.ts";

export interface WalkOptions {
  /** Default: 100. */
  readonly walks?: number;
  /** Most steps of a walk; default: 100. */
  readonly length?: number;
  /** The same seed draws the same walks; default: a new one each time. */
  readonly seed?: number;
  /** How often a step is drawn where it is enabled, beside those of weight 1; whole numbers, default: 1. */
  readonly weights?: Readonly<Record<string, number>>;
  /** No walk begins, and nothing more is made shorter, after so many seconds; default: no limit. */
  readonly maxSeconds?: number;
  /** Who answers what the implementation asks; default: the answers are drawn. */
  readonly production?: Chooser;
}

/** States that are remembered; then all that is known of states is thrown away. */
const MOST_STATES = 20_000;

/** A divergence that is found is made shorter: fewer and earlier steps, then without loops. */
export function walkRandomly<Vm>(
  instance: Instance,
  subject: Subject<Vm>,
  { walks = 100, length = 100, seed, weights = {}, maxSeconds, production }: WalkOptions = {},
): Report {
  const began = performance.now();
  const walker = new Walker(instance, subject, weights, production);
  let failing: readonly Move[] | undefined;
  const property = fc.property(
    fc.array(fc.nat(), { maxLength: length, size: "max" }),
    (numbers) => {
      const moves = walker.walk(numbers);
      if (walker.hasDiverged) failing = moves;
      return !walker.hasDiverged;
    },
  );
  const { interrupted } = fc.check(property, {
    numRuns: walks,
    ...(seed === undefined ? {} : { seed }),
    ...(maxSeconds === undefined ? {} : { interruptAfterTimeLimit: maxSeconds * 1000 }),
  });
  // The last failing run is the smallest, for shrinking goes on only from what fails.
  const until = began + (maxSeconds ?? Infinity) * 1000;
  if (failing !== undefined) walker.walkWithoutLoops(failing, until);
  return walker.report(interrupted && failing === undefined ? "seconds" : undefined);
}

interface Move {
  readonly command: number;
  /** What answers are drawn from. */
  readonly number: number;
}

class Walker<Vm> {
  readonly #instance: Instance;
  readonly #subject: Subject<Vm>;
  readonly #tally: WalkTally;
  readonly #drawing = new DrawingChooser();
  readonly #chooser: NotingChooser;
  readonly #weights: Readonly<Record<string, number>>;
  #follower: Follower<Vm>;

  constructor(
    instance: Instance,
    subject: Subject<Vm>,
    weights: Readonly<Record<string, number>>,
    production: Chooser | undefined,
  ) {
    const known = instance.steps.map(({ name }) => name);
    const unknown = Object.keys(weights).find((name) => !known.includes(name));
    if (unknown !== undefined) throw new Error(`${instance.module} has no step ${unknown}`);
    this.#weights = weights;
    this.#instance = instance;
    this.#subject = subject;
    this.#tally = new WalkTally(instance);
    this.#chooser = new NotingChooser(production ?? this.#drawing);
    this.#follower = new Follower(instance, subject, { isLean: true });
  }

  get hasDiverged(): boolean {
    return this.#follower.divergence !== undefined;
  }

  /** Takes the steps that the numbers mean, and returns them. */
  walk(numbers: readonly number[]): readonly Move[] {
    if (this.#follower.graph.stateCount > MOST_STATES) this.#forget();
    const taken: Move[] = [];
    this.#boot();
    for (const number of numbers) {
      if (this.#follower.hasEnded) break;
      const moves = this.#movesOf(number);
      if (moves.length === 0) break;
      for (const move of moves) {
        if (this.#follower.hasEnded) break;
        taken.push(move);
        this.#take(move);
      }
    }
    this.#tally.end(this.#follower);
    return taken;
  }

  /** The refusal and the step that a number means where the walk is now. */
  #movesOf(number: number): readonly Move[] {
    const { graph, state } = this.#follower;
    const standings = graph.standingsOf(state);
    this.#tally.meet(graph.commands, standings);
    const enabled = graph.commands.filter(({ index }) => standings[index] === "enabled");
    const disabled = graph.commands.filter(({ index }) => standings[index] === "disabled");
    const steps = [...new Set(enabled.map(({ step }) => step))].flatMap((step) =>
      Array.from({ length: this.#weights[step.name] ?? 1 }, () => step),
    );
    if (steps.length === 0) return [];
    const step = steps[number % steps.length]!;
    let rest = Math.floor(number / steps.length);
    const commands = enabled.filter((each) => each.step === step);
    const command = commands[rest % commands.length]!;
    rest = Math.floor(rest / commands.length);
    this.#tally.take(command, "enabled");
    const move = { command: command.index, number };
    // The smallest numbers probe nothing, so that a run shrinks to one without refusals.
    if (rest === 0 || disabled.length === 0) return [move];
    const probe = disabled[(rest - 1) % disabled.length]!;
    this.#tally.take(probe, "disabled");
    return [{ command: probe.index, number }, move];
  }

  /** Leaves out what leads back to where it began, as long as the rest still diverges and there is time. */
  walkWithoutLoops(failing: readonly Move[], until: number): void {
    let shortest = failing;
    for (;;) {
      this.#diverges(shortest);
      const shorter = loopsOf(this.#follower.visited)
        .map(([from, to]) => [...shortest.slice(0, from), ...shortest.slice(to)])
        .find((moves) => performance.now() < until && this.#diverges(moves));
      if (shorter === undefined) break;
      shortest = shorter;
    }
    this.#diverges(shortest);
  }

  report(budget: Report["budget"]): Report {
    const { divergence, choices } = this.#follower;
    this.#tally.forget(this.#follower);
    return this.#tally.report(divergence, choices.neverChosen(), budget);
  }

  #diverges(moves: readonly Move[]): boolean {
    this.#boot();
    for (const move of moves) {
      if (this.#follower.hasEnded) break;
      this.#take(move);
    }
    return this.hasDiverged;
  }

  #boot(): void {
    this.#drawing.draw(0);
    this.#chooser.start();
    this.#follower.boot(this.#chooser);
  }

  #take({ command, number }: Move): void {
    this.#drawing.draw(number);
    this.#follower.step(command, this.#chooser);
  }

  #forget(): void {
    this.#tally.forget(this.#follower);
    const { choices } = this.#follower;
    this.#follower = new Follower(this.#instance, this.#subject, { isLean: true, choices });
  }
}

/** Pairs of positions with the same state and bytes, the longest loops first. */
function loopsOf(visited: readonly string[]): readonly (readonly [number, number])[] {
  const loops = visited.flatMap((text, from) => {
    const to = visited.lastIndexOf(text);
    return to > from ? [[from, to] as const] : [];
  });
  return loops.toSorted((a, b) => b[1] - b[0] - (a[1] - a[0]));
}
