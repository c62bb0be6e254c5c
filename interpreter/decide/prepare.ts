/** From claims to what is to be run: the check, scenario or pair of instances that each of them names. */
import { dirname, join } from "node:path";
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { Span } from "../../grammar/source.ts";
import type { CheckedModule } from "../checked.ts";
import { elaborate, parameterNamed } from "../elaborate/elaborate.ts";
import { modulePath, type FileSystem } from "../load/file-system.ts";
import type { Named } from "../report/difference-text.ts";
import { incomparable } from "../run/first-difference.ts";
import { namedInstance } from "../run/named-instance.ts";
import { limitsOf, planJobs, type Job } from "../run/plan.ts";
import { measuresOf, type Claim, type Subject } from "./claim.ts";
import { hint, problem } from "./problem.ts";

export interface PreparedClaim {
  readonly claim: Claim;
  readonly module: CheckedModule;
  readonly task:
    | { readonly kind: "job"; readonly job: Job }
    | { readonly kind: "compare"; readonly left: Named; readonly right: Named };
}

/** The file of a module: below the folder of the record, or below one that this is in. */
export async function findModule(files: FileSystem, claim: Claim): Promise<string | undefined> {
  const names = claim.module.name.split(".");
  let folder = dirname(claim.source.path);
  for (let up = 0; up < MOST_FOLDERS; up++) {
    const path = modulePath(folder, names);
    if ((await files.kind(path)) === "file") return path;
    folder = /(^|[\\/])\.\.$|^\.$/.test(folder) ? join(folder, "..") : dirname(folder);
  }
  return undefined;
}

const MOST_FOLDERS = 40;

/** `undefined`: the module has no such thing, and what is wrong is among the problems. */
export function prepareClaim(
  claim: Claim,
  module: CheckedModule,
  problems: Diagnostic[],
): PreparedClaim | undefined {
  const before = problems.length;
  const complain = (at: Span, message: string, help?: string): unknown =>
    problems.push(problem("claim", claim.source, at, message, help));
  const declarations = module.syntax.declarations;
  const parameters = declarations.flatMap((each) =>
    each.kind === "param" ? [each.name.text] : [],
  );
  for (const name of claim.overrides.keys()) {
    if (parameterNamed(module, name)) continue;
    const message = `${module.name} has no parameter ${name}`;
    complain(claim.overridesAt, message, hint(name, parameters));
  }
  const measures = declarations.flatMap((each) =>
    each.kind === "measure" ? [each.name.text] : [],
  );
  for (const name of measuresOf(claim)) {
    if (measures.includes(name)) continue;
    complain(claim.expectAt, `${module.name} has no measure ${name}`, hint(name, measures));
  }
  checkProperty(claim, module, complain);
  const { subject } = claim;
  const task =
    subject.kind === "compare"
      ? prepareComparison(claim, subject, module, complain)
      : prepareJob(claim, subject, module, complain);
  return task && problems.length === before ? { claim, module, task } : undefined;
}

type Complain = (at: Span, message: string, help?: string) => unknown;

function checkProperty({ expected, expectAt }: Claim, module: CheckedModule, complain: Complain) {
  if (expected.kind !== "check" || expected.isMessage) return;
  const { name } = expected.expectation;
  if (name === undefined) return;
  const known = module.syntax.declarations.flatMap((each) => {
    switch (each.kind) {
      case "invariant":
      case "transition":
      case "temporal":
        return [each.name.text];
      case "refines":
        return [each.use.text];
      default:
        return [];
    }
  });
  if (known.includes(name)) return;
  complain(expectAt, `${module.name} has no property ${name}`, hint(name, known));
}

function prepareJob(
  claim: Claim,
  { kind, name, at }: Exclude<Subject, { kind: "compare" }>,
  module: CheckedModule,
  complain: Complain,
): PreparedClaim["task"] | undefined {
  const jobs = planJobs(module, { overrides: claim.overrides }).filter((job) => job.kind === kind);
  const job = jobs.find((each) => each.name === name);
  if (job === undefined) {
    const known = jobs.map((each) => each.name);
    complain(at, `${module.name} has no ${kind} ${name}`, hint(name, known));
    return undefined;
  }
  // Without parameters of its own, what is wrong is wrong in the module, and is said when the job is run.
  if (claim.overrides.size > 0) {
    const { diagnostics } = elaborate(module, {
      settings: job.settings,
      overrides: job.overrides,
      limits: limitsOf(job.kind === "check" ? job.declaration : undefined),
    });
    complainOf(diagnostics, claim.overridesAt, complain);
  }
  return { kind: "job", job };
}

function prepareComparison(
  claim: Claim,
  { at, check, left, right }: Extract<Subject, { kind: "compare" }>,
  module: CheckedModule,
  complain: Complain,
): PreparedClaim["task"] | undefined {
  const sides: Named[] = [];
  for (const text of [left, right]) {
    const options = { ...(check !== undefined && { check }), overrides: claim.overrides };
    const { instance, diagnostics, refusal } = namedInstance(module, text, options);
    if (refusal !== undefined) complain(at, refusal);
    complainOf(diagnostics, at, complain);
    if (instance) sides.push({ name: text, instance });
  }
  const [one, other] = sides;
  if (!one || !other) return undefined;
  const differing = incomparable(one.instance, other.instance);
  if (differing.length === 0) return { kind: "compare", left: one, right: other };
  const help = "parameters that size types, and limits of checks, must be the same";
  complain(at, `the two cannot be compared: ${differing.slice(0, 5).join(", ")} differ`, help);
  return undefined;
}

function complainOf(diagnostics: readonly Diagnostic[], at: Span, complain: Complain): void {
  for (const { message, help } of diagnostics) complain(at, message, help);
}
