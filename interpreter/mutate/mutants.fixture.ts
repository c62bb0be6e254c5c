/** Small modules with a mutant of every kind, and of every fate. */
import { exploreCompiled } from "../compiled/explore-compiled.ts";
import { inMemory } from "../load/file-system.ts";
import { findMutants } from "./find-mutants.ts";
import { mutantLines, type Mutant } from "./mutant.ts";
import { MutationRun } from "./mutation-run.ts";
import type { MutantOutcome } from "./outcome.ts";

export const SHOP = `module shop

enum Door { open, shut }
enum Order { fifo, lifo }
param order: Order = fifo

symmetric type Guest[2]
type Seat = 0..2

state {
  door: Door = shut
  inside: set of Guest = set()
  seat: map[Guest] of Seat = 0
  served: 0..2 = 0
}

init {
  choose g: Guest
  seat[g] = 1
}

def crowd: 0..2 = count(g: Guest where g in inside)
def unusedByAnything: 0..9 = 3

effect seatAt(g: Guest, s: Seat) {
  assert s >= 0, "seats count from nought"
  seat[g] = s
}

action openDoor when door == shut { door = open }
action enter(g: Guest) when door == open and g not in inside {
  if crowd < 1 { inside += g } else { inside += g; door = shut }
}
action serve(g: Guest) when g in inside and not (served == 2) {
  match door {
    open => { served = min(served + 1, 2) }
    shut => { seatAt(g, 2) }
  }
}
action tidy when all g: Guest { g in inside } {
  either when served > 0 { served -= 1 } or { inside = set() }
  for g: Guest where seat[g] != 1 { seat[g] = 0 }
}
action exchange {
  choose distinct a, b: Guest where seat[a] == 2
  seat[b] = if order == fifo then 1 else 0
}

invariant few: size(inside) <= 2
transition slowly: served <= old(served) + 1
scenario "full" reachable when size(inside) == 2
check whole { expect holds }
`;

/** Opens a module in memory and tries it without mutation. */
export async function openRun(text: string, quick = false): Promise<MutationRun> {
  const path = `${/^module (\w+)/m.exec(text)![1]}.fl`;
  const files = inMemory({ [path]: text });
  const run = await MutationRun.open(path, { explore: exploreCompiled, files, quick });
  if (run === undefined) throw new Error("the module has errors");
  const baselines = [];
  for (let index = 0; index < run.jobs; index++) baselines.push(await run.original(index));
  run.setBaselines(baselines);
  return run;
}

/** The mutants as `within kind: before -> after`. */
export function shown(run: MutationRun, mutant: Mutant): string {
  const { before, after } = mutantLines(run.module.syntax.source, mutant);
  return `${mutant.within} ${mutant.kind}: ${before.join(" ")} -> ${after.join(" ")}`;
}

/** What becomes of every mutant. */
export async function outcomes(text: string, quick = false): Promise<Map<string, MutantOutcome>> {
  const run = await openRun(text, quick);
  const found = new Map<string, MutantOutcome>();
  for (const mutant of findMutants(run.module)) {
    found.set(shown(run, mutant), await run.mutant(mutant));
  }
  return found;
}
