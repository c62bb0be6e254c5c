/**
 * What is timed: instances of models that are written for each tool, with the counts that every
 * exhaustive search of them has to find. Text in the place of a model says why there is none.
 */

export interface Case {
  /** `cow medium`: the first word is the family. */
  readonly name: string;
  /** Below this folder, or `spec/...` for a module of the specifications. */
  readonly module: string;
  readonly check: string;
  /** Text of that check, appended to a copy of a module of `spec/`. */
  readonly text?: string;
  readonly states: number;
  readonly transitions: number;
  readonly spin: SpinModel | string;
  readonly rumur: RumurModel | string;
  readonly tlc: TlcModel;
  /** Definitions for `cow.c`. */
  readonly handWritten?: readonly string[];
  /** A temporal property is checked as well. */
  readonly liveness?: boolean;
}

interface SpinModel {
  readonly model: string;
  readonly defines?: readonly string[];
  /** Of `spin -a`. */
  readonly options?: readonly string[];
  /** What Spin counts besides: a model with several initial states has one before them. */
  readonly extra?: { readonly states: number; readonly transitions: number };
}

interface RumurModel {
  readonly model: string;
  readonly constants?: Readonly<Record<string, number>>;
}

interface TlcModel {
  readonly module: string;
  readonly config: readonly string[];
}

const names = (prefix: string, count: number) =>
  `{${Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`).join(", ")}}`;

function cow(
  check: string,
  [procs, pages, frames, data]: readonly [number, number, number, number],
  states: number,
  transitions: number,
): Case {
  const defines = [`-DP=${procs}`, `-DV=${pages}`, `-DF=${frames}`, `-DD=${data}`];
  return {
    name: `cow ${check}`,
    module: "cow.fl",
    check,
    states,
    transitions,
    spin: { model: "cow.pml", defines },
    rumur: { model: "cow.m", constants: { P: procs, V: pages, F: frames, D: data } },
    tlc: {
      module: "Cow",
      config: [
        `CONSTANTS Proc = ${names("p", procs)} VPage = ${names("v", pages)}`,
        `CONSTANTS Frame = ${names("f", frames)} D = ${data} NoFrame = NoFrame`,
        "INVARIANTS WritableIsExclusive RefcountExact",
      ],
    },
    handWritten: defines,
  };
}

function peterson(check: string, n: number, states: number, transitions: number): Case {
  const liveness = check.endsWith("Live");
  return {
    name: `peterson ${check}`,
    module: "peterson.fl",
    check,
    states,
    transitions,
    spin: { model: "peterson.pml", defines: [`-DN=${n}`] },
    rumur: liveness ? "no fairness" : { model: "peterson.m", constants: { N: n } },
    tlc: {
      module: "Peterson",
      config: [`CONSTANT N = ${n}`, "INVARIANT Mutex", ...(liveness ? ["PROPERTY Progress"] : [])],
    },
    liveness,
  };
}

function barriers(n: number, states: number, transitions: number): Case {
  return {
    name: `barriers ${n}`,
    module: "spec/examples/barriers.fl",
    check: "timed",
    text: `N = ${n}; symmetry off; only invariants`,
    states,
    transitions,
    spin: { model: "barriers.pml", defines: [`-DN=${n}`] },
    rumur: { model: "barriers.m", constants: { N: n } },
    tlc: {
      module: "Barriers",
      config: [
        `CONSTANTS N = ${n} Proc = ${names("p", n)}`,
        "INVARIANTS MutualExclusion LockIsHeld MetIsExact OneGateShut RoomsApart",
        "INVARIANTS FirstGateShutForComers SecondGateShutForLeavers Flush1 Flush2",
        "INVARIANTS LastOpensFirst LastOpensSecond",
      ],
    },
  };
}

function readers(actors: number, states: number, transitions: number): Case {
  return {
    name: `readers ${actors}`,
    module: "spec/examples/readers_writers.fl",
    check: "timed",
    text: `ACTORS = ${actors}; symmetry off; only invariants`,
    states,
    transitions,
    spin: { model: "readers_writers.pml", defines: [`-DN=${actors}`] },
    rumur: { model: "readers_writers.m", constants: { ACTORS: actors } },
    tlc: {
      module: "ReadersWriters",
      config: [
        `CONSTANT Actors = ${names("a", actors)}`,
        "INVARIANTS WritersAreAlone OneWriter NobodyWaitsTwice",
      ],
    },
  };
}

function cache(queue: number, states: number, transitions: number): Case {
  return {
    name: `cache ${queue}`,
    module: "spec/examples/write_through_cache.fl",
    check: "timed",
    text: `ADRS = 2; QLEN = ${queue}; symmetry off; only invariants`,
    states,
    transitions,
    spin: {
      model: "write_through_cache.pml",
      defines: [`-DQ=${queue}`],
      // Else variables that no guard reads, here the port, are left out of the state.
      options: ["-o2"],
      extra: { states: 1, transitions: 8 },
    },
    rumur: { model: "write_through_cache.m", constants: { QLEN: queue } },
    tlc: {
      module: "WriteThroughCache",
      config: [
        `CONSTANTS Proc = ${names("p", 2)} Adr = ${names("a", 2)} Val = ${names("v", 2)}`,
        `CONSTANT QLen = ${queue}`,
        "INVARIANTS Coherence CachesAreCurrent WaitersHaveRequests",
      ],
    },
  };
}

/** Eleven states: what a run costs before it has done anything. */
export const startUp: Case = {
  name: "counter",
  module: "counter.fl",
  check: "ten",
  states: 11,
  transitions: 11,
  spin: { model: "counter.pml" },
  rumur: { model: "counter.m" },
  tlc: { module: "Counter", config: ["INVARIANT InRange"] },
};

export const cases: readonly Case[] = [
  cow("tiny", [2, 2, 3, 1], 2_245, 21_540),
  cow("few", [3, 2, 3, 1], 21_337, 234_342),
  cow("small", [4, 2, 3, 1], 124_717, 1_608_408),
  cow("medium", [3, 2, 4, 2], 1_135_969, 16_997_532),
  cow("large", [4, 3, 3, 3], 5_402_797, 76_666_212),
  peterson("three", 3, 705, 1_725),
  peterson("four", 4, 14_844, 44_120),
  peterson("five", 5, 344_805, 1_205_325),
  peterson("fourLive", 4, 14_844, 44_120),
  peterson("fiveLive", 5, 344_805, 1_205_325),
  barriers(6, 29_279, 104_514),
  barriers(8, 536_319, 2_476_392),
  readers(3, 21_527, 59_673),
  readers(4, 2_192_020, 7_069_236),
  cache(1, 167_424, 1_392_064),
  cache(2, 1_269_504, 10_742_720),
];

/** Those meant by words of the command line: names, families, or the second word of a name. */
export function selectCases(words: readonly string[]): readonly Case[] {
  const chosen = new Set<Case>();
  for (const word of words) {
    const meant = cases.filter(({ name }) => name === word || name.split(" ").includes(word));
    if (meant.length === 0) throw new Error(`no case named ${word}`);
    for (const each of meant) chosen.add(each);
  }
  return cases.filter((each) => chosen.has(each));
}
