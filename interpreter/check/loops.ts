/**
 * Loops over symmetric types must not depend on an order (A16). A round may write cells that have
 * the loop's own value in one fixed key position, or may write in a way that commutes: add to or
 * take from numbers and sets, or the same constant. What is written so is not read in the loop,
 * except at such cells. Everything else is refused, with the two places that clash.
 */
import type { BinderGroup, Name, Statement } from "../../grammar/syntax.ts";
import type { CheckContext } from "./context.ts";
import { collectAccesses, type Access } from "./accesses.ts";
import { showType, type StaticType } from "./types.ts";
import { statementsOf } from "./walk.ts";

type Loop = Extract<Statement, { kind: "for" }>;

export function checkLoops(context: CheckContext): void {
  for (const declaration of context.module.declarations) {
    const bodies =
      declaration.kind === "action" || declaration.kind === "effect" || declaration.kind === "init"
        ? [declaration.body]
        : declaration.kind === "process"
          ? declaration.steps.map((step) => step.body)
          : [];
    for (const body of bodies) {
      for (const statement of statementsOf(body)) {
        if (statement.kind === "for") checkLoop(context, statement);
      }
    }
  }
}

function checkLoop(context: CheckContext, loop: Loop): void {
  for (const [name, type] of symmetricNames(context, loop.binders)) {
    const exit = exitOf(loop);
    if (exit !== undefined) {
      const details = { word: exit.kind, type: showType(type) };
      context.report("symmetric-loop-exit", exit.span, details);
      return;
    }
    const accesses = collectAccesses(context, loop, name);
    const clash = findClash(accesses);
    if (clash === undefined) continue;
    const { write, other } = clash;
    const related = [write, ...(other === write ? [] : [other])].map((access) => ({
      at: { ...access.at.span, source: access.source },
      message: access.write === undefined ? "read here" : "written here",
    }));
    context.report(
      "symmetric-loop",
      { start: loop.span.start, end: loop.binders.at(-1)!.span.end },
      {
        name: name.text,
        type: showType(type),
        write: write.text,
        ...(other === write ? {} : { other: other.text }),
        ...(isSum(write, other) ? { sum: other.text } : {}),
      },
      related,
    );
    return;
  }
}

function symmetricNames(
  context: CheckContext,
  binders: readonly BinderGroup[],
): readonly (readonly [Name, StaticType])[] {
  return binders
    .flatMap((group) => group.names)
    .flatMap((name) => {
      const type = context.localTypes.get(name);
      return type?.symmetric ? [[name, type] as const] : [];
    });
}

function exitOf(loop: Loop): Extract<Statement, { kind: "goto" | "stop" }> | undefined {
  for (const statement of statementsOf(loop.body)) {
    if (statement.kind === "goto" || statement.kind === "stop") return statement;
  }
  return undefined;
}

interface Clash {
  readonly write: Access;
  readonly other: Access;
}

function findClash(accesses: readonly Access[]): Clash | undefined {
  const groups = new Map<object, Map<string, Access[]>>();
  for (const access of accesses) {
    let uses = groups.get(access.variable);
    if (uses === undefined) groups.set(access.variable, (uses = new Map()));
    const list = uses.get(access.use);
    if (list === undefined) uses.set(access.use, [access]);
    else list.push(access);
  }
  const written = new Set(
    accesses.filter((access) => access.write).map((access) => access.variable),
  );
  for (const uses of groups.values()) {
    for (const group of uses.values()) {
      for (const write of group) {
        if (write.write === undefined) continue;
        const other = clashOf(write, group, written);
        if (other !== undefined) return { write, other };
      }
    }
  }
  return undefined;
}

/** The first access that makes a write depend on the order; the write itself if it is alone. */
function clashOf(
  write: Access,
  group: readonly Access[],
  written: ReadonlySet<object>,
): Access | undefined {
  const near = group.filter((access) => overlaps(write.fields, access.fields));
  const position = [...write.positions].find((at) =>
    near.every((access) => access.positions.has(at)),
  );
  if (position !== undefined) return undefined;
  const how = commuting(write, written);
  if (how === undefined) {
    const elsewhere = near.find(
      (access) => ![...write.positions].some((at) => access.positions.has(at)),
    );
    return write.positions.size === 0 ? selfOrRead(write, near) : (elsewhere ?? write);
  }
  return near.find(
    (access) =>
      access !== write &&
      (access.write === undefined ||
        commuting(access, written) !== how ||
        access.fields.join(".") !== write.fields.join(".")),
  );
}

/** For `last = f` the write itself; for `sum = sum + x` the read says more. */
function selfOrRead(write: Access, near: readonly Access[]): Access {
  return near.find((access) => access.write === undefined) ?? write;
}

/** In which way the order of this write and others of the same way does not matter. */
function commuting(access: Access, written: ReadonlySet<object>): string | undefined {
  if (access.write === undefined) return undefined;
  if (access.write.how !== "set") return access.write.how;
  const { constant } = access.write;
  if (constant === undefined || constant.reads.some((variable) => written.has(variable))) {
    return undefined;
  }
  return `constant ${constant.text}`;
}

/** One of two paths of fields begins the other: `page[f]` and `page[f].valid`. */
function overlaps(first: readonly string[], second: readonly string[]): boolean {
  const length = Math.min(first.length, second.length);
  for (let at = 0; at < length; at += 1) if (first[at] !== second[at]) return false;
  return true;
}

/** `n = n + 1`, which is better written `n += 1`. */
function isSum(write: Access, other: Access): boolean {
  return (
    write.write?.how === "set" &&
    other.write === undefined &&
    write.text.startsWith(`${other.text} = ${other.text} `)
  );
}
