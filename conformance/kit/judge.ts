/**
 * Whether what an implementation did is what the specification permits: one step, in one state. Every
 * mode of the kit judges with this.
 */
import type { Driver, Reaction } from "./driver.ts";
import type { DivergenceKind } from "./report.ts";
import type { Expansion, SpecGraph } from "./spec-graph.ts";

/** What is wrong with a step. */
export interface Fault {
  readonly kind: DivergenceKind;
  readonly message?: string;
  /** Where the implementation came to. */
  readonly row?: number;
  /** A state that was permitted; if it is not given, the nearest is looked for. */
  readonly target?: number;
}

export type Verdict =
  /** Edges of the expansion that look like it: one, if the design is not ambiguous. */
  | { readonly kind: "reached"; readonly row: number; readonly edges: readonly number[] }
  /** Failed as the specification does: the run ends here. */
  | { readonly kind: "ended"; readonly failures: readonly string[] }
  | { readonly kind: "refused" }
  | { readonly kind: "fault"; readonly fault: Fault };

const REFUSED: Verdict = { kind: "refused" };

/** `costsBefore` are those from before the step. */
export function judgeEnabled<Vm>(
  graph: SpecGraph,
  driver: Driver<Vm>,
  expansion: Expansion,
  command: number,
  reaction: Reaction,
  costsBefore: readonly number[] | undefined,
): Verdict {
  switch (reaction.kind) {
    case "threw":
      return fault({ kind: "exception", message: reaction.message });
    case "refused":
      return fault({ kind: "refused an enabled action", message: reaction.reason });
    case "failed": {
      const failures = (expansion.failing.get(command) ?? [])
        .filter(({ kind, message }) => kind === "failed" || message === reaction.message)
        .map(({ message }) => message);
      if (failures.length > 0) return { kind: "ended", failures };
      return fault({ kind: "unexpected failure", message: reaction.message });
    }
    case "accepted": {
      const spent = costsBefore && difference(driver.costs()!, costsBefore);
      const row = driver.save();
      const sight = driver.sightOf(row);
      if ("wrong" in sight) return fault({ kind: sight.wrong, message: sight.message, row });
      return match(graph, expansion, command, row, sight.look, spent);
    }
  }
}

/** The machine was at `row` before. */
export function judgeDisabled<Vm>(driver: Driver<Vm>, row: number, reaction: Reaction): Verdict {
  switch (reaction.kind) {
    case "refused":
      if (driver.isAt(row)) return REFUSED;
      return fault({ kind: "refusal had an effect", row: driver.save() });
    case "accepted":
      return fault({ kind: "accepted a disabled action", row: driver.save() });
    case "failed":
      return fault({ kind: "unexpected failure", message: reaction.message });
    case "threw":
      return fault({ kind: "exception", message: reaction.message });
  }
}

const fault = (found: Fault): Verdict => ({ kind: "fault", fault: found });

/** The edges that look like what was reached, and cost the same. */
function match(
  graph: SpecGraph,
  expansion: Expansion,
  command: number,
  row: number,
  look: number,
  spent: readonly number[] | undefined,
): Verdict {
  const first = expansion.starts[command]!;
  const end = expansion.starts[command + 1]!;
  const edges: number[] = [];
  let alike = -1;
  for (let edge = first; edge < end; edge++) {
    if (graph.lookOf(expansion.targets[edge]!) !== look) continue;
    alike = edge;
    if (!spent || equalAmounts(spent, graph.costs[expansion.costs[edge]!]!)) edges.push(edge);
  }
  if (edges.length > 0) return { kind: "reached", row, edges };
  if (alike < 0)
    return fault({ kind: first < end ? "step not allowed" : "failure not detected", row });
  const wanted = graph.costs[expansion.costs[alike]!]!;
  const message = costsMessage(graph.instance.costs, wanted, spent!);
  return fault({ kind: "wrong costs", message, row, target: expansion.targets[alike] });
}

function difference(after: readonly number[], before: readonly number[]): number[] {
  return after.map((amount, i) => amount - before[i]!);
}

function equalAmounts(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < b.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** `wakes 0, permitted 1` */
function costsMessage(
  names: readonly string[],
  wanted: readonly number[],
  spent: readonly number[],
): string {
  return names
    .flatMap((name, i) =>
      wanted[i] === spent[i] ? [] : [`${name} ${spent[i]}, permitted ${wanted[i]}`],
    )
    .join("; ");
}
