/** Binders, and the folds that run over them. */
import type * as syntax from "../../grammar/syntax.ts";
import type { Location } from "../../grammar/source.ts";
import type { Binder, Expression, Type } from "../model.ts";
import { cardinality } from "../values.ts";
import { bind, locate, type Environment } from "./context.ts";
import { elaborateType } from "./declared-types.ts";
import { checkNumber, isConstant } from "./fold.ts";
import { refuse } from "./problem.ts";
import { BOOL, int, lifted, option, withoutOption } from "./types.ts";

/** One binder ranges over at most this many values. */
const DOMAIN_LIMIT = 100_000;

export function elaborateBinders(
  env: Environment,
  groups: readonly syntax.BinderGroup[],
): Binder[] {
  const binders: Binder[] = [];
  for (const group of groups) {
    const at = locate(env.scope, group.span);
    const { type, set } = domain(env, group);
    const size = cardinality(type);
    if (size > DOMAIN_LIMIT) {
      refuse("size-limit", at, {
        what: "the domain of this name",
        size: `${size} values`,
        limit: `${DOMAIN_LIMIT}`,
        advice: "every value is tried in turn: use a smaller type",
      });
    }
    const earlier: number[] = [];
    for (const name of group.names) {
      const slot = bind(env, name, type);
      binders.push({
        name: name.text,
        slot,
        type,
        ...(set ? { set } : {}),
        distinctFrom: group.distinct ? [...earlier] : [],
      });
      earlier.push(slot);
    }
  }
  return binders;
}

function domain(env: Environment, group: syntax.BinderGroup): { type: Type; set?: Expression } {
  if (group.domain.kind === "type") return { type: elaborateType(env.scope, group.domain.type) };
  const set = env.scope.builder.elaborate(env, group.domain.set);
  if (set.kind === "interval" && isConstant(set.low) && isConstant(set.high)) {
    const [low, high] = [set.low.value as number, set.high.value as number];
    if (low <= high) return { type: int(low, high) };
  }
  if (set.type.kind !== "set") throw new Error("a binder ranges over a set");
  return { type: set.type.item, set };
}

export function elaborateFold(
  env: Environment,
  node: syntax.FoldExpression,
  at: Location,
  hint: Type | undefined,
): Expression {
  const { builder } = env.scope;
  const wanted = hint && withoutOption(hint);
  const binders = elaborateBinders(env, node.binders);
  const where = node.where && builder.elaborate(env, node.where, BOOL);
  const first = binders[0]!;
  const itself: Expression = { kind: "local", type: first.type, at, slot: first.slot };
  const times = binders.reduce((product, binder) => product * cardinality(binder.type), 1);
  const base = { kind: "fold", at, binders, where } as const;
  switch (node.fold) {
    case "count":
      checkNumber(times, at);
      return { ...base, fold: "count", type: int(0, times) };
    case "find":
      return { ...base, fold: "find", type: option(first.type), value: itself };
    case "the":
      return { ...base, fold: "the", type: first.type, value: itself };
    case "set": {
      const item = wanted?.kind === "set" ? wanted.item : undefined;
      const value = node.value ? lifted(builder.elaborate(env, node.value, item), item) : itself;
      return { ...base, fold: "set", type: { kind: "set", item: value.type }, value };
    }
    case "map": {
      const cell = wanted?.kind === "map" ? wanted.value : undefined;
      const value = lifted(builder.elaborate(env, node.value!, cell), cell);
      const keys = binders.map((binder) => binder.type);
      const type: Type = { kind: "map", keys, value: value.type };
      return { kind: "tabulate", type, at, slots: binders.map((binder) => binder.slot), value };
    }
    case "sum": {
      const value = builder.elaborate(env, node.value!);
      const { low, high } = value.type as { low: number; high: number };
      const type = int(Math.min(0, low * times), Math.max(0, high * times));
      checkNumber(type.low, at);
      checkNumber(type.high, at);
      return { ...base, fold: "sum", type, value };
    }
    case "min":
    case "max": {
      const value = builder.elaborate(env, node.value!);
      return { ...base, fold: node.fold, type: value.type, value };
    }
  }
}
