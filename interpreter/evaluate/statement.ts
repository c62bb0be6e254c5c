/**
 * What bodies mean: every path through a body, depth first. A path is one way through all its `choose`
 * and `either`; it completes with a new state, fails, breaks an assertion, or is blocked because there
 * is nothing to choose, and then it has no outcome at all.
 *
 * What a path has still to do is a linked list, so that paths share it and the stack of JavaScript
 * does not grow with the text.
 */
import type { Location } from "../../grammar/source.ts";
import { Bindings } from "./bindings.ts";
import type { Environment } from "./environment.ts";
import { evaluate, truth } from "./expression.ts";
import type { Choice } from "../exploration.ts";
import type { EvaluationFailure } from "./failure.ts";
import { failureOf } from "./failure.ts";
import { matchPattern } from "./match-pattern.ts";
import type { Instance, State, Statement, Value } from "../model.ts";
import { showValue } from "../show-value.ts";
import { assign } from "./write-place.ts";

/** The end of a path. */
export type Outcome = {
  /** The new state; of a path that did not complete, as far as it got. */
  readonly state: State;
  readonly choices: readonly Choice[];
  /** Amounts added, one per cost of the instance. */
  readonly costs: readonly number[];
} & (
  | { readonly kind: "completed" }
  | { readonly kind: "failed"; readonly failure: EvaluationFailure }
  | { readonly kind: "asserted"; readonly message: string; readonly at: Location }
);

/** What a caller may want to know besides the outcomes. */
export interface Observer {
  /** Per site of the instance, set to 1 when it is hit. */
  readonly sites?: Uint8Array;
  /** A path ended at a `choose` without candidates or an `either` without an open branch. */
  readonly onBlocked?: (at: Location) => void;
}

type Kind<K extends Statement["kind"]> = Extract<Statement, { kind: K }>;

/** What is left to do: the rest of a list of statements, or the rounds left of a loop. */
type Rest =
  | undefined
  | {
      readonly kind: "list";
      readonly statements: readonly Statement[];
      readonly index: number;
      readonly next: Rest;
    }
  | {
      readonly kind: "loop";
      readonly loop: Kind<"for">;
      readonly bindings: Bindings;
      readonly next: Rest;
    };

/** A path under way. The environment, with the state reached and the slots, is its own. */
interface Path {
  readonly env: Environment;
  readonly choices: readonly Choice[];
  readonly costs: readonly number[];
  readonly rest: Rest;
}

/** The outcomes of a body run in a state, in the order of its choices. `frame` is not changed. */
export function* runBody(
  instance: Instance,
  body: readonly Statement[],
  state: State,
  frame: readonly Value[],
  observer: Observer = {},
): Generator<Outcome> {
  const paths: Path[] = [
    {
      env: { instance, state, old: state, frame: [...frame], depth: 0, sites: observer.sites },
      choices: [],
      costs: instance.costs.map(() => 0),
      rest: { kind: "list", statements: body, index: 0, next: undefined },
    },
  ];
  // A stack: the path to be followed next is the last.
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    const end = follow(path, observer);
    if ("kind" in end) yield end;
    else for (let i = end.length - 1; i >= 0; i--) paths.push(end[i]!);
  }
}

/** Follows a path to its end, or to where it divides into others, which are none if it is blocked. */
function follow(start: Path, observer: Observer): Outcome | Path[] {
  let path = start;
  const { env } = path;
  const endOf = (): Pick<Outcome, "state" | "choices" | "costs"> => ({
    state: env.state,
    choices: path.choices,
    costs: path.costs,
  });
  for (;;) {
    const { rest } = path;
    if (rest === undefined) return { kind: "completed", ...endOf() };
    if (rest.kind === "list" && rest.index === rest.statements.length) {
      path = { ...path, rest: rest.next };
      continue;
    }
    const s = rest.kind === "list" ? rest.statements[rest.index]! : rest.loop;
    try {
      if (rest.kind === "loop") {
        path = { ...path, rest: nextRound(rest.loop, rest.bindings.copy(), rest.next, env) };
        continue;
      }
      path = { ...path, rest: { ...rest, index: rest.index + 1 } };
      switch (s.kind) {
        case "choose":
          return candidates(s, path, observer);
        case "either":
          return openBranches(s, path, observer);
        case "finish":
          return { kind: "completed", ...endOf() };
        case "assert":
          if (truth(s.condition, env)) break;
          return { kind: "asserted", message: s.message, at: s.at, ...endOf() };
        default:
          path = execute(s, path);
      }
    } catch (thrown) {
      return { kind: "failed", failure: failureOf(thrown, s.at), ...endOf() };
    }
  }
}

/** A statement with only one way to go on. */
function execute(
  s: Exclude<Statement, Kind<"choose" | "either" | "finish" | "assert">>,
  path: Path,
): Path {
  const { env } = path;
  switch (s.kind) {
    case "assign":
      env.state = assign(s, env);
      return path;
    case "let":
      env.frame[s.slot] = evaluate(s.value, env);
      return path;
    case "cost": {
      const amount = evaluate(s.amount, env) as number;
      return { ...path, costs: path.costs.with(s.cost, path.costs[s.cost]! + amount) };
    }
    case "if": {
      const condition = truth(s.condition, env);
      hit(env, condition ? s.thenSite : s.elseSite);
      return enter(path, condition ? s.then : s.else);
    }
    case "match": {
      const subject = evaluate(s.subject, env);
      const arm = s.arms.find((each) => matchPattern(each.pattern, subject, env.frame));
      if (arm === undefined) throw new TypeError("no arm of a `match` matches");
      hit(env, arm.site);
      return enter(path, arm.body);
    }
    case "for":
      return { ...path, rest: nextRound(s, new Bindings(s.binders), path.rest, env) };
    case "block":
      return enter(path, s.body);
  }
}

/** Does the statements first, then what is left. */
function enter(path: Path, statements: readonly Statement[]): Path {
  if (statements.length === 0) return path;
  return { ...path, rest: { kind: "list", statements, index: 0, next: path.rest } };
}

/**
 * The next round of a loop for which `where` holds, followed by the rounds after it; or what follows the
 * loop. `where`, and the set of an inner binder, see what earlier rounds have written.
 */
function nextRound(loop: Kind<"for">, bindings: Bindings, next: Rest, env: Environment): Rest {
  while (bindings.next(env, evaluate)) {
    if (loop.where !== undefined && !truth(loop.where, env)) continue;
    const others: Rest = { kind: "loop", loop, bindings, next };
    return { kind: "list", statements: loop.body, index: 0, next: others };
  }
  return next;
}

/** All candidates are found before the first is tried: a failure of `where` ends the path here. */
function candidates(s: Kind<"choose">, path: Path, observer: Observer): Path[] {
  const { env } = path;
  const suffix =
    s.loops.length === 0
      ? ""
      : `[${s.loops.map((loop) => showValue(env.frame[loop.slot]!, loop.type)).join(", ")}]`;
  const found: Path[] = [];
  const bindings = new Bindings(s.binders);
  while (bindings.next(env, evaluate)) {
    if (s.where !== undefined && !truth(s.where, env)) continue;
    const chosen = s.binders.map((binder, i) => ({
      label: `${s.labels[i]!}${suffix}`,
      value: env.frame[binder.slot]!,
      type: binder.type,
    }));
    found.push(divide(path, [...path.choices, ...chosen]));
  }
  hit(env, found.length > 0 ? s.site : s.emptySite);
  if (found.length === 0) observer.onBlocked?.(s.at);
  return found;
}

/** All guards are evaluated before the first branch is tried. */
function openBranches(s: Kind<"either">, path: Path, observer: Observer): Path[] {
  const { env } = path;
  const open = s.branches.filter(({ guard }) => guard === undefined || truth(guard, env));
  if (open.length === 0) observer.onBlocked?.(s.at);
  return open.map((branch) => {
    hit(env, branch.site);
    return enter(divide(path, path.choices), branch.body);
  });
}

/** The path as it is now, to go on by itself. */
function divide(path: Path, choices: readonly Choice[]): Path {
  return { ...path, choices, env: { ...path.env, frame: [...path.env.frame] } };
}

function hit(env: Environment, site: number | undefined): void {
  if (site !== undefined && env.sites !== undefined) env.sites[site] = 1;
}
