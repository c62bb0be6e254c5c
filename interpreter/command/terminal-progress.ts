/** Connects the progress line to the terminal, if there is one. */
import { progressLine, type ProgressLine } from "../report/progress.ts";
import { styleOf, type Io } from "./io.ts";

export async function terminalProgress(io: Io): Promise<ProgressLine> {
  const style = styleOf(io.stderr, io.environment);
  const append = (line: string) => void io.stderr.write(`${line}\n`);
  const now = () => performance.now();
  if (io.stderr !== process.stderr || !process.stderr.isTTY) {
    return progressLine({ append, now }, style);
  }
  const { createLogUpdate } = await import("log-update");
  // A cursor that is never hidden need not be brought back, however the process ends.
  const log = createLogUpdate(process.stderr, { showCursor: true });
  return progressLine({ rewrite: log, clear: () => log.clear(), append, now }, style);
}
