/** The predicates that are looked at in every state once a search is complete: a bit each in a graph. */
import type { Selection } from "../exploration.ts";
import type { Instance, Property } from "../model.ts";

export interface Predicate {
  readonly within: "temporal" | "measure";
  /** Index of what it belongs to in the instance. */
  readonly index: number;
  readonly property: Property;
}

/** In the order of their bits: those of the selected temporal properties, then `from` and `to` of measures. */
export function selectedPredicates(
  { temporals, measures }: Instance,
  selection: Selection,
): readonly Predicate[] {
  return [
    ...(selection.temporals ?? []).flatMap((index) =>
      temporals[index]!.atoms.map((property): Predicate => ({
        within: "temporal",
        index,
        property,
      })),
    ),
    ...(selection.measures ?? []).flatMap((index) =>
      [measures[index]!.from, measures[index]!.to].map((property): Predicate => ({
        within: "measure",
        index,
        property,
      })),
    ),
  ];
}
