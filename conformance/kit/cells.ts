/** The parts in which states differ: fields and cells, never a whole variable if only a part does. */
import { cellKeys } from "../../interpreter/report/changes.ts";
import type { Instance, State, Type, Value } from "../../interpreter/model.ts";
import { showValue } from "../../interpreter/show-value.ts";
import { equalValues, listOf } from "../../interpreter/values.ts";

export interface DifferingCell {
  /** `page[frame2].busy` */
  readonly place: string;
  /** The value in each of the states. */
  readonly values: readonly string[];
}

/** Where not all of the states agree. Counters of limits are no part of what is compared. */
export function differingCells(instance: Instance, states: readonly State[]): DifferingCell[] {
  const cells: DifferingCell[] = [];
  for (const [i, { name, type, synthetic }] of instance.variables.entries()) {
    if (synthetic) continue;
    collect(
      cells,
      name,
      type,
      states.map((state) => state[i]!),
    );
  }
  return cells;
}

function collect(
  cells: DifferingCell[],
  place: string,
  type: Type,
  values: readonly Value[],
): void {
  if (values.every((value) => equalValues(value, values[0]!))) return;
  const part = (index: number): Value[] => values.map((value) => listOf(value)[index]!);
  if (type.kind === "option" && values.every((value) => value !== null)) {
    collect(cells, place, type.item, values);
  } else if (type.kind === "option" && differInFields(type.item, values)) {
    fieldsOf(type.item).forEach(({ name, type: field }, i) => {
      const parts = values.map((value) => (value === null ? null : listOf(value)[i]!));
      collect(cells, `${place}.${name}`, { kind: "option", item: field }, parts);
    });
  } else if (type.kind === "record") {
    type.fields.forEach((field, i) =>
      collect(cells, `${place}.${field.name}`, field.type, part(i)),
    );
  } else if (type.kind === "map") {
    listOf(values[0]!).forEach((_, i) =>
      collect(cells, `${place}[${cellKeys(i, type.keys)}]`, type.value, part(i)),
    );
  } else {
    cells.push({ place, values: values.map((value) => showValue(value, type)) });
  }
}

/** Are there records, beside what is none, that do not agree? Then it is not only that they are there. */
function differInFields(type: Type, values: readonly Value[]): boolean {
  const present = values.filter((value) => value !== null);
  return type.kind === "record" && present.some((value) => !equalValues(value, present[0]!));
}

const fieldsOf = (type: Type) => (type.kind === "record" ? type.fields : []);
