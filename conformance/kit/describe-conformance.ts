/**
 * Registers the tests of an implementation with vitest: for each instance one test of each action that
 * it is accepted as the specification says, and one that it is refused as it says, one for the
 * beginning, one for what is covered. The exploration is done once for each instance, when its first
 * test runs; a failing test shows the report.
 */
import { describe, expect, test } from "vitest";
import type { CheckedModule } from "../../interpreter/checked.ts";
import type { Instance } from "../../interpreter/model.ts";
import { instanceOf, loadSpec, type InstanceWish } from "./instances.ts";
import { exploreProduct, type ProductOptions } from "./product.ts";
import { renderReport } from "./render-report.ts";
import type { Divergence, Report } from "./report.ts";
import { replayScenario, runnableScenarios } from "./scenarios.ts";
import type { Subject } from "./subject.ts";
import { readCorpus, replay, type TraceFile } from "./trace-file.ts";

export interface ConformanceOptions<Vm> extends ProductOptions {
  /** Path of the specification. */
  readonly spec: string;
  readonly subject: Subject<Vm>;
  readonly instances: Readonly<Record<string, InstanceWish>>;
  /** Actions that are never enabled in these instances, by name of the instance. */
  readonly vacuous?: Readonly<Record<string, readonly string[]>>;
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
    describeScenarios(module, options.subject);
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
  const expectNone = (isMeant: (divergence: Divergence) => boolean): void => {
    const divergences = explored().divergences.filter(isMeant);
    if (divergences.length > 0) expect.fail(`\n${renderReport({ ...explored(), divergences })}\n`);
  };
  const lastStep = ({ run }: Divergence) => run.at(-1)?.step;
  test("begins as the specification says", () => {
    expectNone(({ direction }) => direction === "start");
  });
  for (const step of instance.steps) {
    test(`${step.name} does what the specification says`, () => {
      expectNone((each) => each.direction === "accept" && lastStep(each) === step.name);
    });
    test(`${step.name} is refused where the specification says`, () => {
      expectNone((each) => each.direction === "refuse" && lastStep(each) === step.name);
    });
  }
  test("everything was tried", () => {
    const { closed, edges, refusals, actions } = explored();
    if (!closed) expect.fail(`\n${renderReport(explored())}\n`);
    expect([edges.done, refusals.done]).toEqual([edges.total, refusals.total]);
    const vacuous = actions.filter((each) => each.edges.total === 0).map((each) => each.name);
    expect(vacuous.toSorted()).toEqual((options.vacuous?.[name] ?? []).toSorted());
  });
}

function describeScenarios<Vm>(module: CheckedModule, subject: Subject<Vm>): void {
  const scenarios = runnableScenarios(module);
  if (scenarios.length === 0) return;
  describe("scenarios", () => {
    test.each(scenarios.map((scenario) => [scenario.title, scenario] as const))(
      "%s",
      async (_title, scenario) => {
        const report = await replayScenario(scenario, subject);
        if (report.divergences.length > 0) expect.fail(`\n${renderReport(report)}\n`);
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
      if (report.divergences.length > 0) expect.fail(`\n${renderReport(report)}\n`);
    });
  });
}
