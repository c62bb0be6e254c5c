/** The instance that a user names to have it compared: a check, or parameters such as `design=early`. */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { suggest } from "../../grammar/suggest.ts";
import type { CheckedModule } from "../checked.ts";
import { elaborate, parameterNamed } from "../elaborate/elaborate.ts";
import type { Instance } from "../model.ts";
import { limitsOf, planJobs, type CheckJob } from "./plan.ts";

export interface NamedInstance {
  readonly instance?: Instance;
  readonly diagnostics: readonly Diagnostic[];
  /** Why there is none, where that is the fault of the name. */
  readonly refusal?: string;
}

export interface NamedInstanceOptions {
  /** The check whose parameters and limits parameters begin with. */
  readonly check?: string;
  readonly overrides: ReadonlyMap<string, string>;
}

/** `text` is the name of a check, or `NAME=value,NAME=value`. */
export function namedInstance(
  module: CheckedModule,
  text: string,
  options: NamedInstanceOptions,
): NamedInstance {
  const isSettings = text.includes("=");
  const check = isSettings ? options.check : text;
  const job = check === undefined ? undefined : checkNamed(module, check);
  if (check !== undefined && job === undefined) return refuse(unknownCheck(module, check));
  const overrides = new Map(options.overrides);
  for (const setting of isSettings ? text.split(",") : []) {
    const [name = "", value] = setting.split("=", 2).map((part) => part.trim());
    if (value === undefined || !parameterNamed(module, name)) {
      const hint = "write NAME=VALUE,NAME=VALUE";
      return refuse(`${module.name} has no parameter ${name || setting}: ${hint}`);
    }
    overrides.set(name, value);
  }
  return elaborate(module, {
    settings: job?.settings ?? [],
    overrides,
    limits: limitsOf(job?.declaration),
  });
}

function refuse(refusal: string): NamedInstance {
  return { diagnostics: [], refusal };
}

/** `race has no check landd; did you mean landed?` */
function unknownCheck(module: CheckedModule, name: string): string {
  const near = suggest(
    name,
    checksOf(module).map((job) => job.name),
  );
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return `${module.name} has no check ${name}${hint}`;
}

function checksOf(module: CheckedModule): CheckJob[] {
  return planJobs(module).filter((job) => job.kind === "check");
}

function checkNamed(module: CheckedModule, name: string): CheckJob | undefined {
  return checksOf(module).find((job) => job.name === name);
}
