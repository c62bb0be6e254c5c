/** `faultline diff`: the shortest run that one choice of parameters allows and another does not. */
import { differenceJson, type Compared } from "../report/difference-json.ts";
import { comparisonText, incomparableText, type Named } from "../report/difference-text.ts";
import { figures } from "../report/progress.ts";
import { firstDifference, incomparable, type Comparison } from "../run/first-difference.ts";
import { namedInstance } from "../run/named-instance.ts";
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
    const { instance, diagnostics, refusal } = namedInstance(module, text, {
      check: options.check,
      overrides: options.param,
    });
    await reportDiagnostics(diagnostics, io);
    if (refusal !== undefined) return refuse(refusal, io);
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
