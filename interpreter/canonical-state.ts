/**
 * One representative per orbit: states that differ only by exchanging identities of symmetric types have
 * the same canonical state. Exact for any number of identities, without trying all permutations.
 *
 * The identities are coloured by how they occur in the state, in terms that no permutation can change,
 * and coloured again in terms of the colours, until nothing more is told apart. Where identities are
 * still alike, each of them in turn is set apart and the colouring goes on (as graph canonisation does:
 * McKay and Piperno, "Practical graph isomorphism, II"). When all differ, the colours number the
 * identities; of the arrangements of the state that this gives, the least is taken. Because every choice
 * is made in terms of colours, or tried for all, all states of an orbit give the same arrangements.
 */
import type { Instance, State, SymmetricType, Type, Value } from "./model.ts";
import type { Permutation } from "./permutation.ts";
import { hasIdentities, permuteState } from "./permutation.ts";
import { compareValues, equalValues, isList, listOf, untuple } from "./values.ts";

/** Colour of each element of each symmetric type: how many elements come before its class. */
type Colours = readonly (readonly number[])[];

/** How states are told apart: by themselves, or with symmetry by their orbits. */
export function representatives(instance: Instance, symmetry: boolean): (state: State) => State {
  const types = instance.variables.map(({ type }) => type);
  return symmetry ? canonicaliser(instance.symmetricTypes, types) : (state) => state;
}

/** `types` are those of the values of a state. */
export function canonicaliser(
  symmetricTypes: readonly SymmetricType[],
  types: readonly Type[],
): (state: State) => State {
  const uniform = symmetricTypes.map(({ size }) => new Array<number>(size).fill(0));
  if (!types.some(hasIdentities) || symmetricTypes.every(({ size }) => size <= 1)) {
    return (state) => state;
  }
  // Successors of different states are often the same state.
  const recent = new Map<string, State>();
  return (state) => {
    const key = JSON.stringify(state);
    let canonical = recent.get(key);
    if (canonical === undefined) {
      canonical = new Arrangements(state, types).least(uniform);
      if (recent.size === RECENT_LIMIT) recent.clear();
      recent.set(key, canonical);
    }
    return canonical;
  };
}

const RECENT_LIMIT = 50_000;

/** The arrangements of one state. */
class Arrangements {
  readonly #state: State;
  readonly #types: readonly Type[];

  constructor(state: State, types: readonly Type[]) {
    this.#state = state;
    this.#types = types;
  }

  /** The least arrangement whose numbering respects the colours. */
  least(start: Colours): State {
    const colours = this.#refine(start);
    const alike = firstClassOfSeveral(colours);
    if (alike === undefined) return permuteState(this.#state, this.#types, colours);
    // If exchanging two elements changes nothing, both give the same arrangements.
    const { type, elements } = alike;
    const unlike = elements.filter(
      (element, i) =>
        !elements.slice(0, i).some((other) => this.#areTwins(type, element, other, colours)),
    );
    if (unlike.length === 1) return this.least(inOrder(colours, type, elements));
    return unlike
      .map((element) => this.least(inOrder(colours, type, [element])))
      .reduce((least, each) => (this.#compare(each, least) < 0 ? each : least));
  }

  #compare(a: State, b: State): number {
    for (let i = 0; i < a.length; i++) {
      const difference = compareValues(a[i]!, b[i]!, this.#types[i]!);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #areTwins(type: number, a: number, b: number, colours: Colours): boolean {
    const exchange: Permutation = colours.map((elements, t) =>
      elements.map((_, i) => (t !== type ? i : i === a ? b : i === b ? a : i)),
    );
    return equalValues(permuteState(this.#state, this.#types, exchange), this.#state);
  }

  /** Colours again and again, until nothing more is told apart. */
  #refine(start: Colours): Colours {
    let colours = start;
    for (;;) {
      const next = this.#recolour(colours);
      if (classes(next) === classes(colours)) return next;
      colours = next;
    }
  }

  /** Orders the elements of each type by their colour, then by where they occur in the state. */
  #recolour(colours: Colours): Colours {
    const occurrences = new Occurrences(colours);
    this.#state.forEach((value, i) => occurrences.collect(value, this.#types[i]!, `${i}`));
    return colours.map((elements, type) => {
      const signatures = elements.map((_, element) => occurrences.signature(type, element));
      const isBefore = (a: number, b: number): boolean =>
        elements[a]! !== elements[b]!
          ? elements[a]! < elements[b]!
          : signatures[a]! < signatures[b]!;
      return elements.map(
        (_, element) => elements.filter((_, other) => isBefore(other, element)).length,
      );
    });
  }
}

function classes(colours: Colours): number {
  return colours.reduce((sum, elements) => sum + new Set(elements).size, 0);
}

function firstClassOfSeveral(
  colours: Colours,
): { readonly type: number; readonly elements: readonly number[] } | undefined {
  for (let type = 0; type < colours.length; type++) {
    const elements = colours[type]!;
    for (let colour = 0; colour < elements.length; colour++) {
      const alike = [...elements.keys()].filter((element) => elements[element] === colour);
      if (alike.length > 1) return { type, elements: alike };
    }
  }
  return undefined;
}

/** Some elements of a class come first in it, each by itself; the others come after, still alike. */
function inOrder(colours: Colours, type: number, first: readonly number[]): Colours {
  const colour = colours[type]![first[0]!]!;
  return colours.map((elements, t) =>
    elements.map((each, i) => {
      if (t !== type || each !== colour) return each;
      const position = first.indexOf(i);
      return colour + (position === -1 ? first.length : position);
    }),
  );
}

/** Where each identity occurs in a state, told without naming identities. */
class Occurrences {
  readonly #colours: Colours;
  readonly #places: readonly string[][][];

  constructor(colours: Colours) {
    this.#colours = colours;
    this.#places = colours.map((elements) => elements.map(() => []));
  }

  signature(type: number, element: number): string {
    return this.#places[type]![element]!.sort().join(" ");
  }

  /** Notes for each identity in the value the way there; `way` leads to the value. */
  collect(value: Value, type: Type, way: string): void {
    if (!hasIdentities(type)) return;
    switch (type.kind) {
      case "bool":
      case "int":
        return;
      case "symmetric":
        this.#places[type.index]![value as number]!.push(way);
        return;
      case "option":
        if (value !== null) this.collect(value, type.item, way);
        return;
      case "enum": {
        if (!isList(value)) return;
        const payload = type.variants[value[0] as number]!.payload;
        payload.forEach((each, i) => this.collect(value[i + 1]!, each, `${way}.${i}`));
        return;
      }
      case "record":
        type.fields.forEach((field, i) =>
          this.collect(listOf(value)[i]!, field.type, `${way}.${i}`),
        );
        return;
      case "tuple":
        type.items.forEach((item, i) => this.collect(listOf(value)[i]!, item, `${way}.${i}`));
        return;
      case "seq":
        listOf(value).forEach((each, i) => this.collect(each, type.item, `${way}.${i}`));
        return;
      case "set": {
        const around = `${way}{${this.#paint(value, type)}}`;
        for (const each of listOf(value)) this.collect(each, type.item, around);
        return;
      }
      case "map":
        listOf(value).forEach((each, cell) => {
          const keys = untuple(cell, type.keys);
          const around = `${way}[${this.#paintCell(keys, each, type)}]`;
          keys.forEach((key, i) => this.collect(key, type.keys[i]!, `${around}${i}`));
          this.collect(each, type.value, around);
        });
    }
  }

  /** The value as text, with colours for identities and in an order that does not depend on them. */
  #paint(value: Value, type: Type): string {
    if (!hasIdentities(type)) return JSON.stringify(value);
    switch (type.kind) {
      case "symmetric":
        return `${this.#colours[type.index]![value as number]!}`;
      case "option":
        return value === null ? "-" : this.#paint(value, type.item);
      case "enum": {
        if (!isList(value)) return `${String(value)}`;
        const payload = type.variants[value[0] as number]!.payload;
        const parts = payload.map((each, i) => this.#paint(value[i + 1]!, each));
        return `${String(value[0])}(${parts.join(",")})`;
      }
      case "record":
        return type.fields.map((field, i) => this.#paint(listOf(value)[i]!, field.type)).join(",");
      case "tuple":
        return type.items.map((item, i) => this.#paint(listOf(value)[i]!, item)).join(",");
      case "seq":
        return `<${listOf(value)
          .map((each) => this.#paint(each, type.item))
          .join(",")}>`;
      case "set":
        return `{${listOf(value)
          .map((each) => this.#paint(each, type.item))
          .sort()
          .join(",")}}`;
      case "map":
        return `[${listOf(value)
          .map((each, cell) => this.#paintCell(untuple(cell, type.keys), each, type))
          .sort()
          .join(",")}]`;
      case "bool":
      case "int":
        return String(value);
    }
  }

  #paintCell(keys: readonly Value[], value: Value, type: Extract<Type, { kind: "map" }>): string {
    const colours = keys.map((key, i) => this.#paint(key, type.keys[i]!));
    return `${colours.join(",")}:${this.#paint(value, type.value)}`;
  }
}
