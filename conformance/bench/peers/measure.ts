/**
 * Runs commands and says what they cost: wall time, processor time with that of all children, and the
 * largest resident set. Node does not tell the last two of a child, so a small C program does (`measure.c`).
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Seconds and bytes. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
  /** Largest resident set of one process of the command. */
  readonly peak: number;
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  readonly cost: Cost;
}

export type Measure = (command: readonly string[], folder: string) => Ran;

/** A command that could not be run or failed, with the end of what it said. */
export class CommandFailed extends Error {}

/** Compiles the measuring program into the folder. Throws `CommandFailed` if there is no C compiler. */
export function createMeasure(source: string, folder: string): Measure {
  const program = join(folder, "measure");
  const report = join(folder, "measure.json");
  const compiled = spawnSync("cc", ["-O2", "-o", program, source], { encoding: "utf8" });
  if (compiled.status !== 0) {
    throw new CommandFailed(compiled.error ? "no C compiler named cc" : compiled.stderr.trim());
  }
  return (command, where) => {
    const { stdout, stderr, status, error } = spawnSync(program, [report, ...command], {
      cwd: where,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    if (error) throw new CommandFailed(error.message);
    const used = JSON.parse(readFileSync(report, "utf8")) as Record<string, number>;
    return {
      stdout,
      stderr,
      code: status ?? 1,
      cost: {
        wall: used.wall ?? NaN,
        cpu: (used.user ?? NaN) + (used.system ?? NaN),
        peak: used.peak ?? NaN,
      },
    };
  };
}

/** One after another: times add up, of the resident sets the largest counts. */
export function addCosts(costs: readonly Cost[]): Cost {
  return {
    wall: costs.reduce((sum, { wall }) => sum + wall, 0),
    cpu: costs.reduce((sum, { cpu }) => sum + cpu, 0),
    peak: Math.max(0, ...costs.map(({ peak }) => peak)),
  };
}

/** Of several runs of the same: what another load on the machine adds is not what is measured. */
export function leastCost(costs: readonly Cost[]): Cost {
  return {
    wall: Math.min(...costs.map(({ wall }) => wall)),
    cpu: Math.min(...costs.map(({ cpu }) => cpu)),
    peak: Math.min(...costs.map(({ peak }) => peak)),
  };
}
