/**
 * What is tested: an implementation with all its state in one byte buffer, seen through an adapter in
 * the words of a specification. The adapter holds no conditions of its own, for an `if` in it would be
 * a second specification that nothing tests. The implementation imports nothing from here: it declares
 * a structurally equal `Chooser` and `Answer` itself.
 */

/** What an implementation asks where its design leaves a choice open. */
export interface Chooser {
  /** One of 0 to count-1; `count` is at least 1, and `what` says in a word what is chosen. */
  choose(what: string, count: number): number;
}

export type Answer =
  | { readonly kind: "accepted" }
  /** The operation is not possible now, and nothing has changed. */
  | { readonly kind: "refused"; readonly reason: string }
  /** An assertion of the implementation's own; the run ends here. */
  | { readonly kind: "failed"; readonly message: string };

/**
 * The vocabulary of a module as types: what `generateTypes` writes. Types of values are those of
 * `encode`, and `actions` gives for each step the tuple of its arguments.
 */
export interface Vocabulary {
  readonly parameters: object;
  readonly observed: object;
  readonly actions: { readonly [step: string]: readonly unknown[] };
  readonly costs: string;
}

/** No module in particular: every adapter is one of these. */
export interface AnyVocabulary {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly observed: object;
  readonly actions: { readonly [step: string]: readonly never[] };
  readonly costs: string;
}

export interface Subject<Vm, Words extends Vocabulary = AnyVocabulary> {
  /** A machine in an initial state of the instance; the choices of `init` are asked of the chooser. */
  boot(parameters: Words["parameters"], chooser: Chooser): Vm;
  /** All mutable state as one buffer: a view, valid until the next call. Its length may change. */
  save(vm: Vm): Uint8Array;
  /** The inverse of `save`. The bytes stay the caller's. */
  restore(vm: Vm, bytes: Uint8Array): void;
  /**
   * The abstraction function: a value for every variable of the specification, by its name. Program
   * counters (`fault`) and locals of processes (`fault.m`) are variables too; counters of a `limit` are not.
   */
  observe(vm: Vm): Words["observed"];
  /** Throws, or returns a message, if the implementation's own structures do not fit together. */
  consistency?(vm: Vm): string | undefined;
  /**
   * What has been spent so far. Only the differences that steps make are looked at, so the counters need
   * not be among the bytes, and should not: they would make every state a new one.
   */
  costs?(vm: Vm): Readonly<Record<Words["costs"], number>>;
  /**
   * Its own state in its own words, `thread[0].phase`: what a report shows beside the words of the
   * specification. Nothing is compared.
   */
  records?(vm: Vm): Readonly<Record<string, string | number | boolean>>;
  /** By names of steps: `fork`, `fault.lookup`. */
  readonly actions: {
    readonly [Step in keyof Words["actions"]]: (
      vm: Vm,
      ...values: Words["actions"][Step]
    ) => Answer;
  };
}

/**
 * An adapter whose names and types are held to those of a module, so that a missing action or a
 * misspelt variable does not compile: `defineSubject<CowFault>()({ boot: ..., ... })`.
 */
export function defineSubject<Words extends Vocabulary>(): <Vm>(
  subject: Subject<Vm, Words>,
) => Subject<Vm, Words> {
  return (subject) => subject;
}

/**
 * The variables of a process, from one record per instance of it: `at` is where it is (`"rest"`, or
 * the name of a step), the other fields are its locals.
 *
 * `{ ...processState("fault", [{ at: "copy", m: 2 }]) }` is `{ fault: ["copy"], "fault.m": [2] }`.
 */
export function processState<Name extends string, Locals extends { readonly at: string }>(
  name: Name,
  instances: readonly Locals[],
): ProcessState<Name, Locals> {
  const variables: Record<string, unknown[]> = { [name]: instances.map(({ at }) => at) };
  for (const [local, variable] of localsOf(name, instances[0])) {
    variables[variable] = instances.map((each) => each[local as keyof Locals]);
  }
  return variables as ProcessState<Name, Locals>;
}

export type ProcessState<Name extends string, Locals extends { readonly at: string }> = {
  [N in Name]: Locals["at"][];
} & {
  [Local in Exclude<keyof Locals, "at"> & string as `${Name}.${Local}`]: Locals[Local][];
};

const processes = new Map<string, readonly (readonly [local: string, variable: string])[]>();

/** The locals of a process and their variables: observing is done often, and to make a name takes longest. */
function localsOf(process: string, instance: object = {}): Iterable<readonly [string, string]> {
  const locals = Object.keys(instance).filter((key) => key !== "at");
  const known = processes.get(process);
  if (known?.length === locals.length && known.every(([local], i) => local === locals[i])) {
    return known;
  }
  const made = locals.map((local) => [local, `${process}.${local}`] as const);
  processes.set(process, made);
  return made;
}
