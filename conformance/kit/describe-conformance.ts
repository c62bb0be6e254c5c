/**
 * Registers the tests of an implementation with vitest: for each instance one test of each action that
 * it does what the specification says, and one that it is refused as it says, one for the beginning, one
 * for what is covered, and one of runs without going back; then the scenarios and the corpus. The
 * exploration is done once for each instance, when its first test runs; a failing test shows the report.
 */
import { describe, expect, test } from "vitest";
import type { CheckedModule } from "../../interpreter/checked.ts";
import type { Instance } from "../../interpreter/model.ts";
import { claimsOf } from "./claims.ts";
import { instanceOf, loadSpec, type InstanceWish } from "./instances.ts";
import { exploreProduct, type ProductOptions } from "./product.ts";
import { renderReport } from "./render-report.ts";
import type { Report } from "./report.ts";
import { replayScenario, runnableScenarios } from "./scenarios.ts";
import type { Subject } from "./subject.ts";
import { tourEdges } from "./tour.ts";
import { readCorpus, replay, type TraceFile } from "./trace-file.ts";

export interface ConformanceOptions<Vm> extends ProductOptions {
  /** Path of the specification. */
  readonly spec: string;
  readonly subject: Subject<Vm>;
  readonly instances: Readonly<Record<string, InstanceWish>>;
  /** Actions that are never enabled in these instances, by name of the instance. */
  readonly vacuous?: Readonly<Record<string, readonly string[]>>;
  /** Whether it has the design of an instance; default: of all. Scenarios of others are of the specification alone. */
  readonly implements?: (instance: Instance) => boolean;
  /** Steps of a tour through each instance; default: 1000. */
  readonly tourSteps?: number;
  /** Folder of `*.trace.json` files, which are replayed first. */
  readonly corpus?: string;
}

/** To be awaited at the top of a test file. Throws if the specification has errors. */
export async function describeConformance<Vm>(
  title: string,
  options: ConformanceOptions<Vm>,
): Promise<void> {
  const module = await loadSpec(options.spec);
  const traces = options.corpus === undefined ? [] : await readCorpus(options.corpus);
  describe(title, () => {
    if (traces.length > 0) describeCorpus(module, options.subject, traces);
    describeScenarios(module, options);
    for (const [name, wish] of Object.entries(options.instances)) {
      describe(name, () => describeInstance(name, instanceOf(module, wish), options));
    }
  });
}

function describeInstance<Vm>(
  name: string,
  instance: Instance,
  options: ConformanceOptions<Vm>,
): void {
  let report: Report | undefined;
  const explored = (): Report =>
    (report ??= exploreProduct(instance, options.subject, {
      maxDivergences: Infinity,
      ...options,
    }));
  for (const { title, refutedBy } of claimsOf(instance, options.vacuous?.[name])) {
    test(title, () => failWith(refutedBy(explored())));
  }
  test("does the same in runs in which nothing is put back", () => {
    const { tourSteps: maxSteps = 1000, production } = options;
    const tour = tourEdges(instance, options.subject, { maxSteps, production });
    failWith(tour.divergences.length > 0 ? renderReport(tour) : undefined);
  });
}

function failWith(text: string | undefined): void {
  if (text !== undefined) expect.fail(`\n${text}\n`);
}

function describeScenarios<Vm>(module: CheckedModule, options: ConformanceOptions<Vm>): void {
  const { subject, implements: has = () => true } = options;
  const scenarios = runnableScenarios(module).filter(({ instance }) => has(instance));
  if (scenarios.length === 0) return;
  describe("scenarios", () => {
    test.each(scenarios.map((scenario) => [scenario.title, scenario] as const))(
      "%s",
      async (_title, scenario) => {
        const report = await replayScenario(scenario, subject);
        failWith(report.divergences.length > 0 ? renderReport(report) : undefined);
      },
    );
  });
}

function describeCorpus<Vm>(
  module: CheckedModule,
  subject: Subject<Vm>,
  traces: readonly { readonly name: string; readonly trace: TraceFile }[],
): void {
  describe("corpus", () => {
    test.each(traces.map(({ name, trace }) => [name, trace] as const))("%s", (_name, trace) => {
      const report = replay(module, trace, subject);
      failWith(report.divergences.length > 0 ? renderReport(report) : undefined);
    });
  });
}
