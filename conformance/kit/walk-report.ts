/**
 * Counts what random walks have met and done. The states of a walk are not kept, so nothing is said of
 * how much there is that was not met.
 */
import type { Instance } from "../../interpreter/model.ts";
import type { Follower } from "./follower.ts";
import { nameOf, placeOf, sitesReached } from "./product-report.ts";
import type { Divergence, Report } from "./report.ts";
import type { Command, Standing } from "./spec-graph.ts";

export class WalkTally {
  readonly #instance: Instance;
  readonly #actions: { edges: [number, number]; refusals: [number, number]; commands: number }[];
  readonly #sites: Uint8Array;
  readonly #began = performance.now();
  /** Pairs that were come to since the last `forget`, as texts with the state in front. */
  #met = new Set<string>();
  #states = 0;
  #pairs = 0;
  #rows = 0;
  #mostRows = 0;
  #steps = 0;
  #specSeconds = 0;

  constructor(instance: Instance) {
    this.#instance = instance;
    this.#sites = new Uint8Array(instance.sites.length);
    this.#actions = instance.steps.map(() => ({ edges: [0, 0], refusals: [0, 0], commands: 0 }));
  }

  /** The walk is in a state in which the commands stand like this. */
  meet(commands: readonly Command[], standings: readonly Standing[]): void {
    commands.forEach(({ index, step }) => {
      const action = this.#actions[step.index]!;
      if (standings[index] === "enabled") action.edges[1]++;
      if (standings[index] === "disabled") action.refusals[1]++;
    });
  }

  take({ step }: Command, standing: Standing): void {
    this.#actions[step.index]![standing === "enabled" ? "edges" : "refusals"][0]++;
  }

  /** A walk is over. */
  end<Vm>({ visited }: Follower<Vm>): void {
    for (const pair of visited) this.#met.add(pair);
  }

  /** What is known of states and rows is about to be thrown away, with the follower. */
  forget<Vm>({ graph, driver, steps }: Follower<Vm>): void {
    const rowsBehind = new Map<string, number>();
    for (const pair of this.#met) {
      const state = pair.slice(0, pair.indexOf(" "));
      rowsBehind.set(state, (rowsBehind.get(state) ?? 0) + 1);
    }
    this.#states += rowsBehind.size;
    this.#pairs += this.#met.size;
    this.#met = new Set();
    for (const rows of rowsBehind.values()) this.#mostRows = Math.max(this.#mostRows, rows);
    this.#rows += driver.rows.size;
    this.#steps += steps;
    this.#specSeconds += graph.seconds;
    graph.sites.forEach((reached, site) => (this.#sites[site]! |= reached));
    for (const { step } of graph.commands) this.#actions[step.index]!.commands = 0;
    for (const { step } of graph.commands) this.#actions[step.index]!.commands++;
  }

  /** After the last `forget`. */
  report(
    divergence: Divergence | undefined,
    neverChosen: Report["neverChosen"],
    budget: Report["budget"],
  ): Report {
    const instance = this.#instance;
    const tally = ([done, total]: readonly [number, number]) => ({ done, total });
    const actions = instance.steps.map(({ name, at }, i) => {
      const { edges, refusals, commands } = this.#actions[i]!;
      return {
        ...{ name, at: placeOf(at), commands },
        ...{ edges: tally(edges), refusals: tally(refusals) },
      };
    });
    const sum = (part: "edges" | "refusals") => ({
      done: actions.reduce((total, each) => total + each[part].done, 0),
      total: actions.reduce((total, each) => total + each[part].total, 0),
    });
    return {
      mode: "walk",
      ...nameOf(instance),
      closed: false,
      ...(budget ? { budget } : {}),
      states: this.#states,
      edges: sum("edges"),
      refusals: sum("refusals"),
      pairs: this.#pairs,
      rows: this.#rows,
      mostRows: this.#mostRows,
      steps: this.#steps,
      seconds: (performance.now() - this.#began) / 1000,
      specSeconds: this.#specSeconds,
      actions,
      neverChosen,
      sites: sitesReached(instance, this.#sites),
      divergences: divergence ? [divergence] : [],
    };
  }
}
