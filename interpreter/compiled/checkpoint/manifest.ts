/**
 * The small file of a checkpoint that says what there is: whose search it is, where that stood, and how
 * much of the data files belongs to it. Its first line has a checksum of the rest; it is replaced as a whole.
 */
import { crc32 } from "node:zlib";
import { DamagedCheckpoint } from "./checkpoint-error.ts";
import type { Identity } from "./identity.ts";
import { isGeneration } from "./names.ts";
import type { SavedSearch } from "./saved-search.ts";

/** To be counted up when what the files mean changes. */
const VERSION = 1;

/** Characters that a manifest may have. */
export const LARGEST_MANIFEST = 2 ** 26;

/** So much of the beginning of a data file belongs to the checkpoint, with a checksum of it. */
export interface Extent {
  readonly bytes: number;
  readonly checksum: number;
}

export interface Manifest {
  /** Data files have it in their names. */
  readonly generation: string;
  readonly identity: Identity;
  readonly states: Extent;
  readonly parents: Extent;
  readonly search: SavedSearch;
}

export function manifestText({ search, ...rest }: Manifest): string {
  const { queued, sites, findings, ...position } = search;
  const body = JSON.stringify({
    ...rest,
    search: {
      ...position,
      queued: [...queued],
      sites: Buffer.from(sites).toString("base64"),
      findings: [...findings],
    },
  });
  return `faultline checkpoint ${VERSION} ${checksumOf(body)}\n${body}\n`;
}

function checksumOf(body: string): string {
  return crc32(body).toString(16).padStart(8, "0");
}

/** Throws a `DamagedCheckpoint` unless everything in it is of the right kind and fits together. */
export function parseManifest(text: string): Manifest {
  const [, version, checksum, body] =
    /^faultline checkpoint (\d{1,9}) ([0-9a-f]{8})\n(.*)\n$/s.exec(text) ?? fail("no manifest");
  if (Number(version) !== VERSION) fail(`format ${version}, where this version has ${VERSION}`);
  if (checksumOf(body!) !== checksum) fail("the checksum of the manifest is wrong");
  const { generation, identity, states, parents, search } = objectOf(parsed(body!));
  if (typeof generation !== "string" || !isGeneration(generation)) fail("no data files");
  return {
    generation: generation as string,
    identity: identityFrom(objectOf(identity)),
    states: extentFrom(objectOf(states)),
    parents: extentFrom(objectOf(parents)),
    search: searchFrom(objectOf(search)),
  };
}

function fail(what: string): never {
  throw new DamagedCheckpoint(what);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail("the manifest is not JSON");
  }
}

type Fields = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): Fields {
  return typeof value === "object" && value !== null
    ? (value as Fields)
    : fail("a part is missing");
}

function identityFrom(fields: Fields): Identity {
  const { parameters } = fields;
  if (!Array.isArray(parameters) || !parameters.every(isPairOfTexts)) fail("no parameters");
  return {
    module: textOf(fields, "module"),
    parameters: parameters as [string, string][],
    instance: textOf(fields, "instance"),
    selection: textOf(fields, "selection"),
    symmetry: flagOf(fields, "symmetry"),
    code: textOf(fields, "code"),
  };
}

function isPairOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((x) => typeof x === "string");
}

function extentFrom(fields: Fields): Extent {
  return { bytes: wholeOf(fields, "bytes"), checksum: wholeOf(fields, "checksum") };
}

function searchFrom(fields: Fields): SavedSearch {
  const { seconds, sites } = fields;
  if (typeof seconds !== "number" || !(seconds >= 0)) fail("no seconds");
  if (typeof sites !== "string") fail("no sites");
  const search = {
    rows: wholeOf(fields, "rows"),
    expanded: wholeOf(fields, "expanded"),
    end: wholeOf(fields, "end"),
    level: wholeOf(fields, "level"),
    depth: wholeOf(fields, "depth"),
    initialStates: wholeOf(fields, "initialStates"),
    seconds: seconds as number,
    isOrdered: flagOf(fields, "isOrdered"),
    isAlone: flagOf(fields, "isAlone"),
    isPartlyReduced: flagOf(fields, "isPartlyReduced"),
    queued: Float64Array.from(wholesOf(fields, "queued")),
    sites: Uint8Array.from(Buffer.from(sites as string, "base64")),
    findings: Int32Array.from(wholesOf(fields, "findings")),
  };
  const { rows, expanded, end, initialStates } = search;
  const isInOrder = 1 <= expanded && expanded <= end && end <= rows && initialStates < rows;
  if (!isInOrder || search.findings.some((row) => row < 0 || row >= rows)) {
    fail("its numbers do not fit together");
  }
  return search;
}

function wholesOf(fields: Fields, name: string): number[] {
  const values = fields[name];
  return Array.isArray(values) && values.every(isWhole) ? values : fail(`no ${name}`);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function wholeOf(fields: Fields, name: string): number {
  const value = fields[name];
  return isWhole(value) ? value : fail(`no ${name}`);
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : fail(`no ${name}`);
}

function flagOf(fields: Fields, name: string): boolean {
  const value = fields[name];
  return typeof value === "boolean" ? value : fail(`no ${name}`);
}
