/**
 * What a command may touch of the process it runs in, so that tests can run commands without one.
 */
import pc from "picocolors";
import type { Style } from "../report/text.ts";

export interface Output {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<string | Uint8Array>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
}

export const EXIT = {
  asExpected: 0,
  notAsExpected: 1,
  wrongInput: 2,
  limit: 3,
  /** `EX_SOFTWARE` of sysexits.h: a bug of this program. */
  bug: 70,
  interrupted: 130,
} as const;

const WIDTH_WITHOUT_TERMINAL = 100;

/** Colours only on a terminal, and never against NO_COLOR (https://no-color.org). */
export function styleOf(output: Output, environment: Io["environment"]): Style {
  const wanted = output.isTTY === true && environment.TERM !== "dumb";
  return {
    width: Math.max(40, output.columns || WIDTH_WITHOUT_TERMINAL),
    colours: pc.createColors(wanted && !environment.NO_COLOR),
  };
}
