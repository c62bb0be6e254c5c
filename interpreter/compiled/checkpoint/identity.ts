/**
 * What a search is of, for a checkpoint to be taken up by no other: hashes of the instance and of the
 * generated code, and what the user chose. Places, docs and scenarios of the module do not count, so that a
 * changed comment makes no other search of it.
 */
import { createHash } from "node:crypto";
import { endianness } from "node:os";
import type { Selection } from "../../exploration.ts";
import type { Instance } from "../../model.ts";
import { showValue } from "../../show-value.ts";
import type { Compiled } from "../compile-instance.ts";

export interface Identity {
  readonly module: string;
  /** Name and value of each, as text. */
  readonly parameters: readonly (readonly [string, string])[];
  readonly instance: string;
  readonly selection: string;
  readonly symmetry: boolean;
  /** Layout and generated code: of one instance they differ between versions of this program. */
  readonly code: string;
}

/** Not part of what an instance does. */
const IGNORED = new Set(["at", "doc"]);

export function identityOf(
  instance: Instance,
  compiled: Compiled,
  selection: Selection,
  symmetry: boolean,
): Identity {
  const { parameters, sites, scenarios: _, measures: __, ...behaviour } = instance;
  return {
    module: instance.module,
    parameters: parameters.map(({ name, type, value }) => [name, showValue(value, type)]),
    instance: hashOf([behaviour, sites.length]),
    selection: hashOf(selection),
    symmetry,
    code: hashOf([compiled.text, compiled.plan, compiled.interpreted, endianness()]),
  };
}

/** How the search of a checkpoint differs from this one, as a sentence; `undefined`: not at all. */
export function differenceOf(then: Identity, now: Identity): string | undefined {
  if (then.module !== now.module) return `it is of module ${then.module}`;
  const before = new Map(then.parameters);
  for (const [name, value] of now.parameters) {
    const was = before.get(name);
    if (was !== undefined && was !== value) return `${name} was ${was} and is ${value}`;
  }
  if (then.instance !== now.instance) return "the module has changed since";
  if (then.selection !== now.selection) return "other properties were checked";
  if (then.symmetry !== now.symmetry) {
    return `symmetry was ${then.symmetry ? "" : "not "}used, and is ${now.symmetry ? "" : "not "}now`;
  }
  if (then.code !== now.code) return "another version of faultline, or another machine, wrote it";
  return undefined;
}

/**
 * Hash of a value made of objects, lists and scalars, in the order of their keys. What is shared is gone through once,
 * and without recursion: types of types can be many, and a text may nest deep.
 */
function hashOf(value: unknown): string {
  const hash = createHash("sha256");
  const numbers = new Map<object, number>();
  const open: { readonly label: string; readonly value: unknown }[] = [{ label: "", value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { label, value: part } = next;
    if (typeof part !== "object" || part === null) {
      hash.update(`${label}=${typeof part} ${JSON.stringify(String(part))}\n`);
      continue;
    }
    const known = numbers.get(part);
    if (known !== undefined) {
      hash.update(`${label}#${known}\n`);
      continue;
    }
    numbers.set(part, numbers.size);
    const entries = Object.entries(part).filter(([key]) => !IGNORED.has(key));
    hash.update(`${label}${Array.isArray(part) ? "[" : "{"}${entries.length}\n`);
    for (const [key, inner] of entries.reverse()) open.push({ label: key, value: inner });
  }
  return hash.digest("hex");
}
