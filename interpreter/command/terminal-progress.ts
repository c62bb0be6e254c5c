/** Connects the progress line to the terminal, if there is one. */
import {
  progressLine,
  statusLine,
  type ProgressLine,
  type ProgressTarget,
  type StatusLine,
} from "../report/progress.ts";
import { styleOf, type Io } from "./io.ts";

/** Of the jobs of a specification. */
export async function terminalProgress(io: Io): Promise<ProgressLine> {
  return progressLine(await target(io), styleOf(io.stderr, io.environment));
}

/** Of anything. */
export async function terminalStatus(io: Io): Promise<StatusLine> {
  return statusLine(await target(io), styleOf(io.stderr, io.environment));
}

async function target(io: Io): Promise<ProgressTarget> {
  const append = (line: string) => void io.stderr.write(`${line}\n`);
  const now = () => performance.now();
  if (io.stderr !== process.stderr || !process.stderr.isTTY) return { append, now };
  const { createLogUpdate } = await import("log-update");
  // A cursor that is never hidden need not be brought back, however the process ends.
  const log = createLogUpdate(process.stderr, { showCursor: true });
  return { rewrite: log, clear: () => log.clear(), append, now };
}
