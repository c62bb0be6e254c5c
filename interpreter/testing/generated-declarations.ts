/** Declarations of types, parameters, state, definitions and effects. */
import type { EnumType, Type } from "../model.ts";
import { cardinality } from "../values.ts";
import { drawBlock } from "./generated-statements.ts";
import type { Body } from "./generated-body.ts";
import {
  condition,
  expression,
  withComment,
  withLocals,
  type GeneratedModule,
  type Named,
  type Scope,
} from "./generated-module.ts";
import { literal, numberWithin } from "./generated-numbers.ts";
import { drawKey, drawType, hasLiteral, int, typeText } from "./generated-types.ts";
import { plainValue } from "./generated-values.ts";
import {
  block,
  code,
  introduce,
  list,
  print,
  slot,
  Level,
  usedNames,
  use,
  type Piece,
} from "./text-tree.ts";

/** A scope in which nothing has a name yet but what the module declares. */
export function moduleScope(module: GeneratedModule, more: Partial<Scope> = {}): Scope {
  return {
    module,
    choices: module.choices,
    locals: [],
    state: true,
    old: false,
    risk: module.temper.risk,
    hidden: new Set(),
    cells: [],
    ...more,
  };
}

export function bodyOf(scope: Scope, writable: readonly Named[], ways = 12): Body {
  return { ...scope, writable, nesting: 2, ways: { left: ways }, rounds: 1, labels: [] };
}

export interface DrawnParameters {
  readonly declarations: readonly Piece[];
  /** What a check sets, so that the values are those that the generator reckons with. */
  readonly settings: readonly Piece[];
}

export function drawParameters(module: GeneratedModule): DrawnParameters {
  const { choices } = module;
  const declarations: Piece[] = [];
  const settings: Piece[] = [];
  for (let count = choices.between(0, 2); count > 0; count--) {
    const name = module.fresh("P");
    if (choices.chance(0.75)) {
      const value = choices.between(0, 3);
      const set = choices.chance(0.3);
      const range = `${choices.between(-1, 0)}..${choices.between(3, 4)}`;
      const initial = set ? (choices.chance(0.5) ? "" : " = 3") : ` = ${value}`;
      declarations.push(code`param ${introduce(name)}: ${range}${initial}`);
      if (set) settings.push(code`${use(name)} = ${String(value)}`);
      module.parameters.push({ name, type: int(value, value) });
      module.aliases.push(
        { text: code`0..${use(name)}`, type: int(0, value) },
        { text: code`${use(name)}..${use(name)} + 1`, type: int(value, value + 1) },
      );
      continue;
    }
    const type = drawType(module, 8);
    const value =
      hasLiteral(type) && !needsState(type) ? plainValue(moduleScope(module), type) : undefined;
    if (value === undefined || cardinality(type) < 2) continue;
    declarations.push(code`param ${introduce(name)}: ${typeText(module, type)} = ${value}`);
    module.parameters.push({ name, type });
  }
  return { declarations, settings };
}

/** Parameters are constants: sets and maps of values are not written for them. */
function needsState(type: Type): boolean {
  return type.kind === "map" || type.kind === "set" || type.kind === "seq";
}

export function drawEnums(module: GeneratedModule): Piece[] {
  const { choices } = module;
  return Array.from({ length: choices.between(0, 2) }, () => {
    const name = module.fresh("E");
    // Two enums may share a variant: the type that is expected says which is meant.
    const words = choices.shuffled(["free", "held", "busy", "gone"]);
    const variants = words.slice(0, choices.between(1, 3)).map((word) => ({
      name: word,
      payload: choices.chance(0.35) ? drawPayload(module) : [],
    }));
    const type: EnumType = { kind: "enum", name, variants };
    const text = variants.map((variant) => {
      const word = introduce(`${name}.${variant.name}`, variant.name);
      const payload = list(
        variant.payload.map((item) => typeText(module, item)),
        ", ",
      );
      return variant.payload.length === 0 ? word : code`${word}(${payload})`;
    });
    module.enums.push(type);
    return code`enum ${introduce(name)} { ${list(text, ", ")} }`;
  });
}

function drawPayload(module: GeneratedModule): Type[] {
  const { choices } = module;
  const first = drawType(module, 3, 1);
  return choices.chance(0.2) ? [first, drawType(module, 2, 0)] : [first];
}

export function drawSymmetricTypes(module: GeneratedModule): Piece[] {
  const { choices } = module;
  const { unruly } = module.temper;
  const count = unruly ? choices.between(1, 2) : choices.oneOf([0, 1, 1, 2]);
  const types = Array.from({ length: count }, () => {
    const name = module.fresh("S");
    const size = unruly ? choices.between(2, 3) : choices.oneOf([1, 2, 2, 2, 3, 3]);
    const equal = module.parameters.find(
      ({ type }) => type.kind === "int" && type.low === size && type.high === size,
    );
    const text: Piece =
      equal === undefined
        ? code`${String(size)}`
        : { ...code`${use(equal.name)}`, smaller: [code`${String(size)}`] };
    module.symmetric.push({ kind: "symmetric", name, size, index: module.symmetric.length });
    return code`${introduce(name)}[${text}]`;
  });
  return count === 0 ? [] : [code`symmetric type ${list(types, ", ", 1)}`];
}

export function drawTypeNames(module: GeneratedModule): Piece[] {
  const { choices } = module;
  return Array.from({ length: choices.between(0, 2) }, () => {
    const name = module.fresh("T");
    const type = drawType(module, 12);
    const text = typeText(module, type);
    module.aliases.push({ text: use(name), type });
    return code`type ${introduce(name)} = ${text}`;
  });
}

export interface DrawnState {
  readonly declaration: Piece;
  /** Assignments that `init` must make. */
  readonly required: readonly Piece[];
}

export function drawState(module: GeneratedModule): DrawnState {
  const { choices } = module;
  const scope = moduleScope(module, { state: false, risk: 0 });
  const required: Piece[] = [];
  const variables: Piece[] = [];
  let room = 4096;
  for (let count = choices.between(2, 4); count > 0 && room >= 2; count--) {
    const type = drawType(module, Math.min(room, choices.oneOf([4, 8, 16, 16, 32])));
    if (cardinality(type) < 2) continue;
    const name = module.fresh("v");
    const drawn = drawInitial(scope, name, type);
    if (drawn === undefined) continue;
    room = Math.floor(room / cardinality(type));
    module.variables.push({ name, type });
    const text = code`${introduce(name)}: ${typeText(module, type)}${drawn.initial}`;
    variables.push(withComment(module, text));
    required.push(...drawn.required);
  }
  return { declaration: code`state {\n${list(variables, "\n", 0)}\n}`, required };
}

interface Initial {
  readonly initial: Piece;
  readonly required: readonly Piece[];
}

function drawInitial(scope: Scope, name: string, type: Type): Initial | undefined {
  const { choices } = scope;
  let element = type;
  while (element.kind === "map") element = element.value;
  return choices.try<Initial>([
    [
      hasLiteral(element) ? 8 : 0,
      () => {
        const value = expression(scope, element, 1);
        const plain = plainValue(scope, element);
        if (value === undefined || plain === undefined) return undefined;
        return { initial: code` = ${{ parts: [value], smaller: [plain] }}`, required: [] };
      },
    ],
    [
      type.kind === "map" && hasLiteral(type) ? 2 : 0,
      () => {
        const value = plainOrMap(scope, type);
        return value && { initial: code` = ${value}`, required: [] };
      },
    ],
    [
      element === type && element.kind === "int" ? 2 : 0,
      () => ({ initial: code` in ${rangeText(element)}`, required: [] }),
    ],
    [
      hasLiteral(element) && cardinality(type) <= 16 ? 1 : 0,
      () => {
        const items = [1, 2, 3].map(() => expression(scope, element, 1));
        const plain = plainValue(scope, element);
        if (plain === undefined || !items.every((item) => item !== undefined)) return undefined;
        const elements = [plain, ...items].map((item) => code`${slot(Level.sum, item)}`);
        const set = code`set(${list(elements, ", ", 1)})`;
        const any = choices.chance(0.1) && expression(scope, { kind: "set", item: element }, 1);
        return { initial: code` in ${slot(Level.sum, any || set)}`, required: [] };
      },
    ],
    [hasLiteral(type) ? 1 : 3, () => assignedByInit(scope, name, type)],
  ]);
}

function plainOrMap(scope: Scope, type: Type): Piece | undefined {
  if (type.kind !== "map") return undefined;
  const keys = type.keys.map((key) => ({ name: scope.module.fresh("k"), type: key }));
  const value = expression(withLocals(scope, keys), type.value, 1);
  const binders = keys.map(
    (key) => code`${introduce(key.name)}: ${typeText(scope.module, key.type)}`,
  );
  return value && code`map(${list(binders, ", ")} => ${value})`;
}

function rangeText(type: Type): string {
  return type.kind === "int" ? `${type.low}..${type.high}` : "";
}

/** `choose` gives symmetric values names, of which the value is made. */
function assignedByInit(scope: Scope, name: string, type: Type): Initial | undefined {
  const { module } = scope;
  const chosen = module.symmetric.map((each) => ({ name: module.fresh("x"), type: each as Type }));
  const value = expression(withLocals(scope, chosen), type, 1);
  if (value === undefined) return undefined;
  const needed = usedNames(value);
  const binders = chosen
    .filter((each) => needed.has(each.name))
    .map((each) => code`${introduce(each.name)}: ${typeText(module, each.type)}`);
  const assign = code`${use(name)} = ${value}`;
  const statements =
    binders.length === 0 ? [assign] : [code`choose ${list(binders, ", ")}`, assign];
  return { initial: code``, required: [list(statements, "\n")] };
}

export function drawInit(module: GeneratedModule, required: readonly Piece[]): Piece[] {
  const { choices } = module;
  if (required.length === 0 && !choices.chance(0.2)) return [];
  const body = bodyOf(moduleScope(module), module.variables);
  const more = choices.chance(0.3) ? drawBlock(body, 2).statements : [];
  return [code`init {\n${list(required, "\n")}\n${list(more, "\n", 0)}\n}`];
}

/** Parameters with types of few values, at most `most` combinations of them. */
export function drawSignature(module: GeneratedModule, count: number, most: number): Named[] {
  const result: Named[] = [];
  let room = most;
  for (let at = 0; at < count; at++) {
    const type = drawKey(module, Math.min(room, 4));
    room = Math.floor(room / cardinality(type));
    if (room < 1) break;
    result.push({ name: module.fresh("a"), type });
  }
  return result;
}

export function signatureText(module: GeneratedModule, parameters: readonly Named[]): Piece {
  const text = parameters.map(
    ({ name, type }) => code`${introduce(name)}: ${typeText(module, type)}`,
  );
  return list(text, ", ");
}

export function drawDef(module: GeneratedModule): Piece | undefined {
  const { choices } = module;
  const name = module.fresh("d");
  const parameters = drawSignature(module, choices.oneOf([0, 1, 1, 2]), 9);
  const type = choices.chance(0.4) ? ({ kind: "bool" } as const) : drawType(module, 9);
  const parenthesised = parameters.length > 0 || choices.chance(0.3);
  const scope = moduleScope(module, { locals: parameters });
  const body =
    (choices.chance(0.2) ? recursion(scope, name, parameters, type) : undefined) ??
    expression(scope, type, 3);
  if (body === undefined) return undefined;
  module.defs.push({
    name,
    type,
    parameters: parameters.map((parameter) => parameter.type),
    parenthesised,
    reads: readBy(module, body),
  });
  const signature = parenthesised ? code`(${signatureText(module, parameters)})` : "";
  return code`def ${introduce(name)}${signature}: ${typeText(module, type)} = ${body}`;
}

/** A def that calls itself with a smaller number, or, if a risk is taken, without end. */
function recursion(
  scope: Scope,
  name: string,
  parameters: readonly Named[],
  type: Type,
): Piece | undefined {
  const { choices } = scope;
  const [first] = parameters;
  if (first?.type.kind !== "int" || first.type.low !== 0) return undefined;
  const end = expression(scope, type, 1);
  const others = parameters.slice(1).map((parameter) => expression(scope, parameter.type, 1));
  if (end === undefined || others.some((other) => other === undefined)) return undefined;
  const endless = choices.chance(scope.risk);
  const next = endless ? numberWithin(scope, first.type, 1) : code`${use(first.name)} - 1`;
  const call = code`${use(name)}(${list([next, ...(others as Piece[])], ", ")})`;
  const test = code`${use(first.name)} ${endless ? ">=" : ">"} 0`;
  const again: Piece =
    type.kind === "int"
      ? code`max(${literal(type.low)}, min(${literal(type.high)}, ${call} + 1))`
      : call;
  const piece = code`if ${test} then ${again} else ${end}`;
  return { ...piece, level: Level.conditional, smaller: [end] };
}

/** The variables that an expression reads, also through defs. */
function readBy(module: GeneratedModule, body: Piece): ReadonlySet<string> {
  const reads = new Set<string>(usedNames(body));
  for (const def of module.defs) {
    if (reads.has(def.name)) for (const name of def.reads) reads.add(name);
  }
  return reads;
}

export function drawEffect(module: GeneratedModule): Piece {
  const { choices } = module;
  const name = module.fresh("e");
  const parameters = drawSignature(module, choices.oneOf([0, 1, 1, 2]), 12);
  const scope = moduleScope(module, { locals: parameters, old: choices.chance(0.4) });
  const inner = bodyOf(scope, module.variables, 6);
  const body = block(drawBlock(inner, 2).statements);
  module.effects.push({
    name,
    parameters: parameters.map((parameter) => parameter.type),
    old: print(body).includes("old("),
    ways: Math.ceil(6 / inner.ways.left),
  });
  const signature =
    parameters.length > 0 || choices.chance(0.5)
      ? code`(${signatureText(module, parameters)})`
      : code``;
  return code`effect ${introduce(name)}${signature} ${body}`;
}

/** A condition or nothing, to stand before a body, and the names it makes known there. */
export function drawGuard(scope: Scope, probability: number) {
  if (!scope.choices.chance(probability)) return { piece: code``, known: [] };
  const drawn = condition({ ...scope, old: false }, 3);
  return { piece: { ...code` when ${drawn.piece}`, smaller: [code``] }, known: drawn.known };
}
