/**
 * Where the order of a loop over symmetric values can be seen after all. The type checker makes sure
 * that what such a loop writes does not depend on the order (A16 of the language); whether a path through
 * it comes to its end still can, in two ways:
 *
 *   - one round is blocked, as there is nothing to choose, and another one fails: which comes first?
 *   - a number is added to and taken from in turn, and leaves its range in between.
 *
 * Then states that differ by a permutation do not go on in the same way, and exploring one of them for
 * all could miss a violation. Such instances are explored without reduction, and the result says why.
 */
import type { Location } from "../../grammar/source.ts";
import { definitionFacts, failsItself, visitNodes } from "../analysis.ts";
import type { Binder, Expression, Instance, Statement } from "../model.ts";
import { hasIdentities } from "../evaluate/permutation.ts";

type Loop = Extract<Statement, { kind: "for" }>;
type Assign = Extract<Statement, { kind: "assign" }>;

const known = new WeakMap<Instance, string | undefined>();

/** Whether states stand for their orbits: that is wished for, possible and sound. */
export function reducesBySymmetry(instance: Instance, wished: boolean): boolean {
  return wished && instance.symmetricTypes.length > 0 && orderDependence(instance) === undefined;
}

/** What the user is told about a reduction that was wished for and is not made. */
export function symmetryNotes(instance: Instance, wished: boolean): readonly string[] {
  const reason = wished ? orderDependence(instance) : undefined;
  return reason === undefined ? [] : [`symmetry is not used: ${reason}`];
}

/** Why some loop depends on the order of symmetric values, or `undefined` if none does. */
export function orderDependence(instance: Instance): string | undefined {
  if (!known.has(instance)) known.set(instance, findDependence(instance));
  return known.get(instance);
}

function findDependence(instance: Instance): string | undefined {
  if (!instance.symmetricTypes.some(({ size }) => size > 1)) return undefined;
  const facts = definitionFacts(instance);
  const fails = (node: Expression | Statement): boolean =>
    failsItself(node) ||
    node.kind === "assert" ||
    (node.kind === "call" && "definition" in node && facts[node.definition]!.fails);
  for (const body of [instance.init.body, ...instance.steps.map((step) => step.body)]) {
    let reason: string | undefined;
    visitNodes(body, (node) => {
      if (reason === undefined && node.kind === "for" && node.binders.some(isSymmetric)) {
        reason = dependenceOf(node, fails);
      }
    });
    if (reason !== undefined) return reason;
  }
  return undefined;
}

const isSymmetric = ({ type }: Binder): boolean => hasIdentities(type);

function dependenceOf(
  loop: Loop,
  fails: (node: Expression | Statement) => boolean,
): string | undefined {
  let isBlocked = false;
  let isFailing = false;
  const sums = new Map<number, Set<"up" | "down">>();
  const own = new Set(loop.binders.filter(isSymmetric).map(({ slot }) => slot));
  const round = [...loop.body, ...(loop.where ? [loop.where] : [])];
  visitNodes(round, (node) => {
    isBlocked ||= canBlock(node);
    isFailing ||= fails(node);
    if (node.kind === "assign" && !isOwnCell(node, own)) addDirections(node, sums);
  });
  const place = `the loop in line ${lineOf(loop.at)}`;
  if (isBlocked && isFailing) {
    return `${place} can be blocked in one round and fail in another, so its order matters`;
  }
  const mixed = [...sums.values()].some((directions) => directions.size > 1);
  return mixed
    ? `${place} adds and takes away, and can leave a range in between, so its order matters`
    : undefined;
}

function canBlock(node: Expression | Statement): boolean {
  switch (node.kind) {
    case "choose":
      return (
        node.where !== undefined ||
        node.binders.some(({ set, distinctFrom }) => set !== undefined || distinctFrom.length > 0)
      );
    case "either":
      return node.branches.every(({ guard }) => guard !== undefined);
    default:
      return false;
  }
}

/** A cell that only the round of its own key touches. */
function isOwnCell({ path }: Assign, own: ReadonlySet<number>): boolean {
  return path.some(
    (item) =>
      item.kind === "key" && item.keys.some((key) => key.kind === "local" && own.has(key.slot)),
  );
}

/** Ways in which a sum that can leave its range goes. */
function addDirections({ variable, value }: Assign, sums: Map<number, Set<"up" | "down">>): void {
  if (value.kind !== "fit" || value.value.kind !== "arithmetic") return;
  const { operator, right } = value.value;
  if (right.type.kind !== "int" || (operator !== "+" && operator !== "-")) return;
  const directions = sums.get(variable) ?? new Set();
  sums.set(variable, directions);
  const { low, high } = right.type;
  if (operator === "+" ? high > 0 : low < 0) directions.add("up");
  if (operator === "+" ? low < 0 : high > 0) directions.add("down");
}

function lineOf({ source, start }: Location): number {
  return source.position(start).line;
}
