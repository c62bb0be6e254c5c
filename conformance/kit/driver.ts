/**
 * An implementation as the modes of the kit use it: commands by number, its state as rows, and whatever
 * it throws turned into a result, for an exception is a divergence of the implementation and never one
 * of the kit.
 */
import type { Instance, Value } from "../../interpreter/model.ts";
import { checkNames, decode, encode, isWrittenAs } from "./encode.ts";
import type { Change } from "./report.ts";
import { RowStore } from "./row-store.ts";
import type { Command, SpecGraph } from "./spec-graph.ts";
import type { Answer, Chooser, Subject } from "./subject.ts";

/** `save`, `restore` or `costs` of an adapter threw, or `restore` did not restore. */
export class SubjectError extends Error {
  override readonly name = "SubjectError";
  readonly kind: "exception" | "snapshot is not faithful";

  constructor(message: string, kind: SubjectError["kind"] = "exception") {
    super(message);
    this.kind = kind;
  }
}

export type Reaction = Answer | { readonly kind: "threw"; readonly message: string };

/** What is known of a row: the values observed in it, or what is wrong with it. */
export type Sight =
  | { readonly look: number }
  | {
      readonly wrong: "state cannot be observed" | "internal inconsistency";
      readonly message: string;
    };

type Act<Vm> = (vm: Vm, ...values: readonly unknown[]) => Answer;

export class Driver<Vm> {
  readonly instance: Instance;
  readonly subject: Subject<Vm>;
  readonly rows = new RowStore();
  readonly #graph: SpecGraph;
  readonly #chooser: Switch;
  readonly #acts: readonly (() => Answer)[];
  readonly #sights: Sight[] = [];
  /** What is observed: all variables but synthetic ones, and their names. */
  readonly #variables: Instance["variables"];
  readonly #names: readonly string[];
  #vm!: Vm;

  /** Throws if the adapter does not have exactly the actions of the specification. */
  constructor(graph: SpecGraph, subject: Subject<Vm>) {
    this.instance = graph.instance;
    this.subject = subject;
    this.#graph = graph;
    this.#chooser = new Switch();
    this.#variables = graph.instance.variables.filter(({ synthetic }) => !synthetic);
    this.#names = this.#variables.map(({ name }) => name);
    const actions = subject.actions as Readonly<Record<string, Act<Vm>>>;
    checkNames(
      Object.keys(actions),
      this.instance.steps.map(({ name }) => name),
      "action",
    );
    this.#acts = graph.commands.map(({ step, arguments: values }) => {
      const act = actions[step.name]!;
      const friendly = friendlyArguments(step, values);
      if (friendly.length === 0) return () => act(this.#vm);
      if (friendly.length === 1) return () => act(this.#vm, friendly[0]);
      if (friendly.length === 2) return () => act(this.#vm, friendly[0], friendly[1]);
      return () => act(this.#vm, ...friendly);
    });
  }

  /** Makes a new machine; its choices are asked of the chooser, now and later. */
  boot(chooser: Chooser): Reaction {
    this.#chooser.current = chooser;
    const parameters = Object.fromEntries(
      this.instance.parameters.map(({ name, type, value }) => [name, decode(type, value)]),
    );
    try {
      this.#vm = this.subject.boot(parameters, this.#chooser);
      return { kind: "accepted" };
    } catch (error) {
      return threw(error);
    }
  }

  act(command: number, chooser: Chooser): Reaction {
    this.#chooser.current = chooser;
    try {
      return this.#acts[command]!();
    } catch (error) {
      return threw(error);
    }
  }

  /** Number of the row with the bytes of the machine. */
  save(): number {
    return this.rows.add(this.#bytes());
  }

  isAt(row: number): boolean {
    return this.rows.equals(row, this.#bytes());
  }

  restore(row: number): void {
    try {
      this.subject.restore(this.#vm, this.rows.bytesOf(row));
    } catch (error) {
      throw new SubjectError(`restore: ${messageOf(error)}`);
    }
    if (this.isAt(row)) return;
    throw new SubjectError("saved again, it has other bytes", "snapshot is not faithful");
  }

  #bytes(): Uint8Array {
    try {
      return this.subject.save(this.#vm);
    } catch (error) {
      throw new SubjectError(`save: ${messageOf(error)}`);
    }
  }

  /** Amounts in the order of the instance, if the adapter counts costs. */
  costs(): readonly number[] | undefined {
    if (this.subject.costs === undefined) return undefined;
    try {
      const spent = this.subject.costs(this.#vm) as Readonly<Record<string, number>>;
      return this.instance.costs.map((name) => spent[name]!);
    } catch (error) {
      throw new SubjectError(`costs: ${messageOf(error)}`);
    }
  }

  /** What the machine, the bytes of which are this row, looks like; looked at once for each row. */
  sightOf(row: number): Sight {
    return (this.#sights[row] ??= this.#look(row));
  }

  #look(row: number): Sight {
    try {
      const message = this.subject.consistency?.(this.#vm);
      if (message !== undefined) return { wrong: "internal inconsistency", message };
    } catch (error) {
      return { wrong: "internal inconsistency", message: messageOf(error) };
    }
    try {
      const look = this.#graph.lookOfObserved(this.observe());
      if (this.isAt(row)) return { look };
      return { wrong: "state cannot be observed", message: "observing changes the bytes" };
    } catch (error) {
      return { wrong: "state cannot be observed", message: messageOf(error) };
    }
  }

  /** What a row looks like, if it can be restored and looked at; the machine is there then. */
  observeRow(row: number): readonly Value[] | undefined {
    try {
      this.restore(row);
    } catch {
      return undefined;
    }
    return this.tryObserve();
  }

  /** What differs between the records of two rows, if the adapter names any; the machine is at either then. */
  changes(before: number, after: number): readonly Change[] {
    try {
      const [old, now] = [before, after].map((row) => {
        this.restore(row);
        return this.subject.records?.(this.#vm) ?? {};
      });
      return [...new Set([...Object.keys(old!), ...Object.keys(now!)])].flatMap((record) =>
        old![record] === now![record]
          ? []
          : [{ record, before: String(old![record] ?? ""), after: String(now![record] ?? "") }],
      );
    } catch {
      // As with what it looks like: the rest of the report matters more.
      return [];
    }
  }

  /** What the machine looks like now, if it can be looked at. */
  tryObserve(): readonly Value[] | undefined {
    try {
      return this.observe();
    } catch {
      // That is a divergence of its own; in the report of another one the rest matters more.
      return undefined;
    }
  }

  /** The values of the variables now, without the counters of limits. Throws what the adapter throws. */
  observe(): Value[] {
    const observed = this.subject.observe(this.#vm) as Readonly<Record<string, unknown>>;
    if (!isWrittenAs(observed, this.#names)) {
      checkNames(Object.keys(observed), this.#names, "variable");
    }
    return this.#variables.map(({ name, type }) => encode(type, observed[name], name));
  }
}

/** The arguments of a command as an adapter gets them. */
export function friendlyArguments(
  step: Command["step"],
  values: readonly Value[],
): readonly unknown[] {
  return step.parameters.map(({ type }, i) => decode(type, values[i]!));
}

/** One chooser for the machine, which may keep it; whom it asks changes from step to step. */
class Switch implements Chooser {
  current!: Chooser;
  choose(what: string, count: number): number {
    return this.current.choose(what, count);
  }
}

function threw(error: unknown): Reaction {
  return { kind: "threw", message: messageOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
