/** `faultline diff`: the shortest run that one choice of parameters allows and another does not. */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { suggest } from "../../grammar/suggest.ts";
import type { CheckedModule } from "../checked.ts";
import { elaborate, parameterNamed } from "../elaborate/elaborate.ts";
import type { Instance } from "../model.ts";
import { differenceJson, type Compared } from "../report/difference-json.ts";
import { comparisonText, incomparableText, type Named } from "../report/difference-text.ts";
import { figures } from "../report/progress.ts";
import { firstDifference, incomparable, type Comparison } from "../run/first-difference.ts";
import { limitsOf, planJobs, type CheckJob } from "../run/plan.ts";
import { EXIT, styleOf, type Io } from "./io.ts";
import { pathOfModule } from "./module-paths.ts";
import { openModules, reportDiagnostics } from "./open-modules.ts";
import { terminalStatus } from "./terminal-progress.ts";

export interface DiffOptions {
  readonly module: string;
  /** Each the name of a check, or `NAME=value,NAME=value`. */
  readonly left: string;
  readonly right: string;
  /** The check whose parameters and limits both begin with. */
  readonly check?: string;
  readonly param: ReadonlyMap<string, string>;
  readonly maxStates?: number;
  readonly json?: boolean;
}

export async function diff(options: DiffOptions, io: Io): Promise<number> {
  const compared = await compare(options, io);
  if (options.json) {
    io.stdout.write(`${JSON.stringify(differenceJson(compared), null, 2)}\n`);
  } else if (compared) {
    const { comparison, left, right } = compared;
    const style = styleOf(io.stdout, io.environment);
    io.stdout.write(`${comparisonText(comparison, left, right, style)}\n`);
  }
  return compared ? CODES[compared.comparison.outcome] : EXIT.wrongInput;
}

/** `undefined`: it cannot be done, and why has been said. */
async function compare(options: DiffOptions, io: Io): Promise<Compared | undefined> {
  const paths = [pathOfModule(options.module)];
  const opened = await openModules({ paths, param: options.param }, io);
  const [module, ...others] = opened?.modules ?? [];
  if (opened?.diagnostics.some(({ severity }) => severity === "error")) return undefined;
  if (module === undefined) return undefined;
  if (others.length > 0) return refuse("diff compares two instances of one module", io);
  const sides: Named[] = [];
  for (const text of [options.left, options.right]) {
    const instance = await instanceOf(module, text, options, io);
    if (instance === undefined) return undefined;
    sides.push({ name: text, instance });
  }
  const [left, right] = sides as [Named, Named];
  const differing = incomparable(left.instance, right.instance);
  if (differing.length > 0) {
    return refuse(incomparableText(differing, styleOf(io.stderr, io.environment)), io);
  }
  const status = await terminalStatus(io);
  status.start(`${module.name}, ${left.name} and ${right.name}`);
  const comparison = await firstDifference(left.instance, right.instance, {
    ...(options.maxStates === undefined ? {} : { maxStates: options.maxStates }),
    signal: io.signal,
    onProgress: (progress) => status.update(figures(progress)),
  });
  status.clear();
  return { module: module.name, left, right, comparison };
}

const CODES: Record<Comparison["outcome"], number> = {
  same: EXIT.asExpected,
  different: EXIT.notAsExpected,
  limit: EXIT.limit,
  interrupted: EXIT.interrupted,
};

function refuse(message: string, io: Io): undefined {
  io.stderr.write(`faultline: ${message}\n`);
}

/** `undefined`: there is none, and why has been said. */
async function instanceOf(
  module: CheckedModule,
  text: string,
  options: DiffOptions,
  io: Io,
): Promise<Instance | undefined> {
  const isSettings = text.includes("=");
  const check = isSettings ? options.check : text;
  const job = check === undefined ? undefined : checkNamed(module, check);
  if (check !== undefined && job === undefined) {
    const near = suggest(
      check,
      checksOf(module).map(({ name }) => name),
    );
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    return refuse(`${module.name} has no check ${check}${hint}`, io);
  }
  const overrides = new Map(options.param);
  for (const setting of isSettings ? text.split(",") : []) {
    const [name = "", value] = setting.split("=", 2).map((part) => part.trim());
    if (value === undefined || !parameterNamed(module, name)) {
      const hint = "write NAME=VALUE,NAME=VALUE";
      return refuse(`${module.name} has no parameter ${name || setting}: ${hint}`, io);
    }
    overrides.set(name, value);
  }
  const { instance, diagnostics } = elaborate(module, {
    settings: job?.settings ?? [],
    overrides,
    limits: limitsOf(job?.declaration),
  });
  await reportDiagnostics(diagnostics as readonly Diagnostic[], io);
  return instance;
}

function checksOf(module: CheckedModule): CheckJob[] {
  return planJobs(module).filter((job) => job.kind === "check");
}

function checkNamed(module: CheckedModule, name: string): CheckJob | undefined {
  return checksOf(module).find((job) => job.name === name);
}
