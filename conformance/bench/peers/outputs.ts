/**
 * What the tools print, read: distinct states, transitions, and whether they were content. Each
 * counts a little differently; what is returned is counted as `exploration.ts` says, so the
 * initial states are no transitions.
 */

export interface Counts {
  readonly states: number;
  readonly transitions: number;
  /** Seconds of the search alone, where the tool says so. */
  readonly search?: number;
}

/** The output is not that of a finished search without errors. */
export class UnexpectedOutput extends Error {}

/** The tool cannot do what is asked, and says so. */
export class NotSupported extends Error {}

/** Spin's verifier. It counts the step into the initial state. */
export function readSpin(output: string): Counts {
  if (
    /max search depth too small|reached -DMEMLIM|out of memory|Search not completed/i.test(output)
  ) {
    throw new UnexpectedOutput(`not finished: ${lastLines(output)}`);
  }
  const states = find(output, /^\s*([\d.e+]+) states, stored/m);
  const transitions = find(output, /^\s*([\d.e+]+) transitions/m);
  if (find(output, /errors: (\d+)/) !== 0) throw new UnexpectedOutput("it reports an error");
  return { states, transitions: transitions - 1 };
}

/** Rumur's verifier. */
export function readRumur(output: string): Counts {
  const states = find(output, /^\s*(\d+) states, \d+ rules fired/m);
  const transitions = find(output, /^\s*\d+ states, (\d+) rules fired/m);
  if (!output.includes("No error found.")) throw new UnexpectedOutput("it reports an error");
  return { states, transitions };
}

/** TLC. "States generated" has the initial ones in it. */
export function readTlc(output: string): Counts {
  const totals = /^([\d,]+) states generated, ([\d,]+) distinct states found, 0 states left/m;
  const initial = /^Finished computing initial states: ([\d,]+) /m;
  const generated = find(output, totals);
  const states = find(output, totals, 2);
  if (!output.includes("No error has been found."))
    throw new UnexpectedOutput("it reports an error");
  return { states, transitions: generated - find(output, initial) };
}

/** `cow.c`. */
export function readHandWritten(output: string): Counts {
  const totals = /^(\d+) distinct states, (\d+) transitions/m;
  return { states: find(output, totals), transitions: find(output, totals, 2) };
}

/** `faultline check --json` of one check. */
export function readFaultline(output: string): Counts & { readonly notChecked: readonly string[] } {
  const [result] =
    (parseJson(output) as { results?: FaultlineResult[] } | undefined)?.results ?? [];
  if (result === undefined) throw new UnexpectedOutput(`no result: ${lastLines(output)}`);
  if (!result.ok || result.verdict !== "holds") {
    throw new UnexpectedOutput(`${result.verdict}: ${result.reason ?? "not what was expected"}`);
  }
  const { states, transitions, seconds, notChecked = [] } = result;
  return { states, transitions, search: seconds, notChecked };
}

interface FaultlineResult {
  readonly verdict: string;
  readonly ok: boolean;
  readonly reason?: string;
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  readonly notChecked?: readonly string[];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function find(output: string, pattern: RegExp, group = 1): number {
  const found = pattern.exec(output)?.[group];
  if (found === undefined) throw new UnexpectedOutput(`no ${pattern.source}: ${lastLines(output)}`);
  return Number(found.replaceAll(",", ""));
}

function lastLines(output: string): string {
  return output.trim().split("\n").slice(-2).join(" ").slice(-300);
}
