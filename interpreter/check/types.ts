/**
 * Types as the checker sees them, with parameters still open: all numbers are one type, sequences
 * of any capacity are one type. Two types are the same if and only if their keys are equal, so
 * comparison never walks a type; labels are only what messages print.
 */
import type { EnumDeclaration, SymmetricType } from "../../grammar/syntax.ts";

interface Common {
  /** Equal for equal types of one table. */
  readonly key: number;
  readonly depth: number;
  /** Some value of the type contains a value of a symmetric type. */
  readonly symmetric: boolean;
  /** Some part of it is unknown, since it has been complained about. */
  readonly holey: boolean;
  /** How the user wrote it: `Word`, `0..DATA`, `seq[3] of Word`. */
  readonly label?: string;
}

export interface StaticField {
  readonly name: string;
  readonly type: StaticType;
}

export interface StaticVariant {
  readonly name: string;
  readonly payload: readonly StaticType[];
}

/** `origin` is the dotted path of aliases through which a nominal type is known; "" is our own. */
export interface StaticSymmetric extends Common {
  readonly kind: "symmetric";
  readonly origin: string;
  readonly declaration: SymmetricType;
}
export interface StaticEnum extends Common {
  readonly kind: "enum";
  readonly origin: string;
  readonly declaration: EnumDeclaration;
  readonly variants: readonly StaticVariant[];
}

export interface StaticRecord extends Common {
  readonly kind: "record";
  readonly fields: readonly StaticField[];
}

export type StaticType =
  /** What has already been complained about: fits everything, so that errors do not cascade. */
  | (Common & { readonly kind: "unknown" })
  | (Common & { readonly kind: "bool" })
  | (Common & { readonly kind: "int" })
  /** The type of `none` where nothing says which option it is. */
  | (Common & { readonly kind: "none" })
  | StaticSymmetric
  | StaticEnum
  | StaticRecord
  | (Common & { readonly kind: "tuple"; readonly items: readonly StaticType[] })
  | (Common & { readonly kind: "option"; readonly item: StaticType })
  | (Common & { readonly kind: "set"; readonly item: StaticType })
  | (Common & { readonly kind: "seq"; readonly item: StaticType })
  | (Common & {
      readonly kind: "map";
      readonly keys: readonly StaticType[];
      readonly value: StaticType;
    });

/** Makes types; all types of one checked module come from one table. */
export class TypeTable {
  readonly #keys = new Map<string, number>();
  readonly #nominals = new WeakMap<object, number>();
  #nextNominal = 0;

  readonly unknown: StaticType = { kind: "unknown", ...this.#common("unknown", []) };
  readonly bool: StaticType = { kind: "bool", ...this.#common("bool", []) };
  readonly int: StaticType = { kind: "int", ...this.#common("int", []) };
  readonly none: StaticType = { kind: "none", ...this.#common("none", []) };

  #common(text: string, parts: readonly StaticType[]): Common {
    const key = this.#keys.get(text) ?? this.#keys.size;
    this.#keys.set(text, key);
    const depth = parts.reduce((most, part) => Math.max(most, part.depth), 0) + 1;
    return {
      key,
      depth,
      symmetric: parts.some((part) => part.symmetric),
      holey: text === "unknown" || parts.some((part) => part.holey),
    };
  }

  #nominal(declaration: object): number {
    let id = this.#nominals.get(declaration);
    if (id === undefined) this.#nominals.set(declaration, (id = this.#nextNominal++));
    return id;
  }

  symmetric(origin: string, declaration: SymmetricType): StaticType {
    const common = this.#common(`symmetric ${origin} ${this.#nominal(declaration)}`, []);
    return { kind: "symmetric", ...common, symmetric: true, origin, declaration };
  }

  enum(
    origin: string,
    declaration: EnumDeclaration,
    variants: readonly StaticVariant[],
  ): StaticType {
    const payload = variants.flatMap((variant) => variant.payload);
    const common = this.#common(`enum ${origin} ${this.#nominal(declaration)}`, payload);
    return { kind: "enum", ...common, origin, declaration, variants };
  }

  record(fields: readonly StaticField[]): StaticType {
    const text = fields.map((field) => `${field.name}:${field.type.key}`).join(",");
    const common = this.#common(
      `record ${text}`,
      fields.map((field) => field.type),
    );
    return { kind: "record", ...common, fields };
  }

  tuple(items: readonly StaticType[]): StaticType {
    return { kind: "tuple", ...this.#common(`tuple ${keysOf(items)}`, items), items };
  }

  /** `T?`; of an option or of something unknown it is the same again, as there is no `T??`. */
  option(item: StaticType): StaticType {
    if (item.kind === "option" || item.kind === "unknown" || item.kind === "none") return item;
    return { kind: "option", ...this.#common(`option ${item.key}`, [item]), item };
  }

  set(item: StaticType): StaticType {
    return { kind: "set", ...this.#common(`set ${item.key}`, [item]), item };
  }

  seq(item: StaticType): StaticType {
    return { kind: "seq", ...this.#common(`seq ${item.key}`, [item]), item };
  }

  map(keys: readonly StaticType[], value: StaticType): StaticType {
    const common = this.#common(`map ${keysOf(keys)} to ${value.key}`, [...keys, value]);
    return { kind: "map", ...common, keys, value };
  }

  labelled(type: StaticType, label: string): StaticType {
    return type.kind === "unknown" ? type : { ...type, label };
  }
}

function keysOf(types: readonly StaticType[]): string {
  return types.map((type) => type.key).join(",");
}

/** Whether a value of `found` may stand where `wanted` is expected: the same, or one `T` to `T?`. */
export function fits(found: StaticType, wanted: StaticType): boolean {
  if (found.key === wanted.key || found.holey || wanted.holey) return true;
  if (wanted.kind !== "option") return false;
  return found.kind === "none" || found.key === wanted.item.key;
}

/** The type of either of two values, or `undefined` if there is none. */
export function unify(
  types: TypeTable,
  left: StaticType,
  right: StaticType,
): StaticType | undefined {
  if (fits(left, right)) {
    if (left.kind === "none" && right.kind === "none") return left;
    return left.kind === "none" ? types.option(right) : right;
  }
  if (fits(right, left)) return left;
  if (left.kind === "none") return types.option(right);
  if (right.kind === "none") return types.option(left);
  return undefined;
}

/** The type without a `?`. */
export function required(type: StaticType): StaticType {
  return type.kind === "option" ? type.item : type;
}

const WIDTH = 100;

/** The type as a user would write it, shortened where it is long. */
export function showType(type: StaticType, room = 6): string {
  const text = type.label ?? structure(type, room);
  return text.length > WIDTH ? `${text.slice(0, WIDTH - 3)}...` : text;
}

function structure(type: StaticType, room: number): string {
  if (room === 0) return "...";
  const show = (part: StaticType) => showType(part, room - 1);
  switch (type.kind) {
    case "unknown":
      return "?";
    case "bool":
    case "none":
      return type.kind;
    case "int":
      return "number";
    case "symmetric":
    case "enum":
      return type.origin === ""
        ? type.declaration.name.text
        : `${type.origin}.${type.declaration.name.text}`;
    case "record":
      return `{ ${shortened(type.fields.map((f) => `${f.name}: ${show(f.type)}`))} }`;
    case "tuple":
      return `(${shortened(type.items.map(show))})`;
    case "option": {
      const item = show(type.item);
      return /^[\w.]+$/.test(item) || /^[{(]/.test(item) ? `${item}?` : `(${item})?`;
    }
    case "set":
      return `set of ${show(type.item)}`;
    case "seq":
      return `seq of ${show(type.item)}`;
    case "map":
      return `map[${shortened(type.keys.map(show))}] of ${show(type.value)}`;
  }
}

function shortened(parts: readonly string[]): string {
  return (parts.length > 8 ? [...parts.slice(0, 8), "..."] : parts).join(", ");
}
