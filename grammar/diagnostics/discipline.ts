/** Diagnostics of rules beyond types: symmetry, assignment, control flow, checks, refinement. */
import type { DiagnosticTable } from "./entry.ts";

const meant = (d: Readonly<Record<string, string>>) =>
  d.suggestion && `did you mean \`${d.suggestion}\`?`;

const IDEAL =
  "module ideal\nsymmetric type Proc[2]\nstate { mem: map[Proc] of bool = false }\naction flip(p: Proc) { mem[p] = true }";

export const disciplineDiagnostics = {
  "not-a-place": {
    severity: "error",
    message: (d) => `\`${d.text}\` cannot be assigned: ${d.reason}`,
    example: "module m\nparam N: 1..3 = 2\nstate { x: 0..3 = 0 }\naction a { x = 1; N = 2 }",
  },
  "assign-local": {
    severity: "error",
    message: (d) => `\`${d.name}\` is a ${d.role}, whose value never changes`,
    help: () => "only state variables and locals of a process are assigned",
    example: "module m\nstate { x: 0..3 = 0 }\naction a(n: 0..3) { x = n; n = 1 }",
  },
  "sequence-element": {
    severity: "error",
    message: (d) => `an element of the sequence \`${d.text}\` cannot be assigned`,
    help: () => "build a new sequence: with `[...]`, `take`, `drop` and `+`",
    example: "module m\nstate { q: seq[2] of bool = [] }\naction a { q[0] = true }",
  },
  "state-not-readable": {
    severity: "error",
    message: (d) => `${d.what} is computed before there is a state, but this ${d.reason}`,
    help: (d) => (d.what === "an initial value" ? "assign it in `init { }` instead" : undefined),
    example: "module m\nstate { x: 0..3 = 0\n y: 0..3 = x }\naction a { y = 1; x = 2 }",
  },
  "old-place": {
    severity: "error",
    message: (d) => `\`old\` has no meaning in ${d.what}, which is about one state`,
    help: () => "write `old(...)` around the call, in an action, an effect or a transition",
    example: "module m\nstate { x: 0..3 = 0 }\naction a { x = 1 }\ninvariant i: old(x) <= x",
  },
  "old-in-old": {
    severity: "error",
    message: () => "this is inside `old(...)` already",
    example: "module m\nstate { x: 0..3 = 0 }\naction a { x = 1 }\ntransition t: old(old(x)) <= x",
  },
  "old-in-init": {
    severity: "error",
    message: (d) => `\`${d.name}\` uses \`old\`, and before \`init\` there is no state`,
    example:
      "module m\nstate { x: 0..3 = 0 }\neffect raise() { x = old(x) + 1 }\ninit { raise() }\naction a { raise() }",
  },
  "recursive-effect": {
    severity: "error",
    message: (d) => `effect \`${d.name}\` calls itself here`,
    help: () => "effects are copied to where they are called; use a loop, or a recursive def",
    example:
      "module m\nstate { x: 0..3 = 0 }\neffect raise() { if x < 3 { x += 1; raise() } }\naction a { raise() }",
  },
  "effects-too-deep": {
    severity: "error",
    message: (d) => `\`${d.name}\` makes effects call effects more than ${d.limit} deep`,
    example: `module m\nstate { x: bool = false }\neffect e0() { x = not x }\n${Array.from({ length: 70 }, (_, n) => `effect e${n + 1}() { e${n}() }\n`).join("")}action a { e70() }`,
  },
  "parameter-order": {
    severity: "error",
    message: (d) =>
      `\`${d.name}\` has no value yet: parameters get theirs in the order of the text`,
    help: (d) => `declare \`${d.name}\` first`,
    example:
      "module m\nparam N: 1..M = 2\nparam M: 1..3 = 2\nstate { x: 0..N = 0 }\naction a { x = M }",
  },
  "never-assigned": {
    severity: "error",
    message: (d) =>
      d.init
        ? `\`${d.name}\` has no initial value, and not every way through \`init\` assigns it`
        : `\`${d.name}\` has no initial value`,
    help: (d) =>
      d.init && d.map
        ? "assign it as a whole, or every cell in `for k: K { ... }` without conditions around it"
        : `write \`= value\` after its type, or assign it in \`init { }\``,
    example: "module m\nstate { x: 0..3 }\ninit { if true { x = 1 } }\naction a { x = 2 }",
  },
  "read-unassigned": {
    severity: "error",
    message: (d) =>
      d.name === d.text
        ? `\`${d.name}\` is read before it is assigned`
        : `\`${d.text}\` reads \`${d.name}\` before it is assigned`,
    help: () => "give it an initial value, or assign it earlier in `init`",
    example: "module m\nstate { x: 0..3\n y: 0..3 }\ninit { y = x; x = 1 }\naction a { x = 2 }",
  },
  "symmetric-loop": {
    severity: "error",
    message: (d) =>
      `the result of this loop depends on the order of ${d.type}, which has none: ` +
      (d.other
        ? `\`${d.write}\` and \`${d.other}\` can touch the same place in different rounds`
        : `\`${d.write}\` writes the same place in every round`),
    help: (d) =>
      d.sum
        ? `write \`${d.sum} += ...\``
        : `a round may write cells at \`[${d.name}]\`, add to or take from what the loop does not read, or write the same constant; to pick one value, write \`choose\` or \`find\``,
    example:
      "module m\nsymmetric type Page[2]\nstate { last: Page? = none }\naction a { for v: Page { last = v } }",
  },
  "symmetric-loop-exit": {
    severity: "error",
    message: (d) =>
      `\`${d.word}\` in this loop ends the step after some values of ${d.type} and not others, and they have no order`,
    help: () => "decide with `some` or `all` before the loop",
    example:
      "module m\nsymmetric type Page[2]\nstate { seen: map[Page] of bool = false }\nprocess p {\n  step one { for v: Page { if seen[v] { stop }\n seen[v] = true } }\n}",
  },
  "unreachable-step": {
    severity: "warning",
    message: (d) => `nothing leads to step ${d.name} of process ${d.process}`,
    help: () => "a step is reached by `goto`, or by falling off the end of the one before",
    example:
      "module m\nprocess p {\n  var x: bool = false\n  step one { x = not x; stop }\n  step two { x = false }\n}",
  },
  "assert-before-choose": {
    severity: "warning",
    message: () => "this assert fires even if a later `choose` has nothing to choose",
    help: () => "if the step cannot happen then, choose first",
    example:
      "module m\nstate { x: 0..3 = 0 }\naction a { assert x == 0; choose n: 0..3 where n > x; x = n }",
  },
  "step-only": {
    severity: "error",
    message: (d) => `\`${d.word}\` is for the steps of a process, and this is ${d.what}`,
    example: "module m\nstate { x: 0..3 = 0 }\naction a { x = 1; stop }",
  },
  "step-rest": {
    severity: "error",
    message: () => "a step cannot be called `rest`, which is where a process is when not running",
    example: "module m\nprocess p {\n  var x: bool = false\n  step rest { x = true }\n}",
  },
  "process-empty": {
    severity: "error",
    message: (d) => `process ${d.name} has no steps`,
    example: "module m\nstate { x: bool = false }\nprocess p { }\naction a { x = true }",
  },
  "unreachable-statement": {
    severity: "error",
    message: () => "this is never reached",
    help: () => "`goto` and `stop` end the step at once",
    example: "module m\nprocess p {\n  var x: bool = false\n  step one { stop; x = true }\n}",
  },
  "temporal-place": {
    severity: "error",
    message: (d) => `\`${d.operator}\` stands only in a temporal property`,
    help: () =>
      "there it may be under `and`, `or`, `not`, `implies`, `iff` and under `all` and `some` over types",
    example:
      "module m\nstate { x: bool = false }\naction a { x = true }\ninvariant i: eventually x",
  },
  "temporal-binding": {
    severity: "error",
    message: (d) => `\`${d.name}\` is bound in one state and used in a later one`,
    help: (d) =>
      `quantify instead: \`all ${d.name}: T { ... == ${d.name} implies eventually ... }\``,
    example:
      "module m\nstate { x: (0..3)? = none }\naction a { x = 1 }\ntemporal t: always (x is some n implies eventually x == n)",
  },
  "fair-any": {
    severity: "error",
    message: (d) => `\`any\` is for actions, and this is ${d.what}`,
    example:
      "module m\nprocess p weakly fair any {\n  var x: bool = false\n  step one { x = true }\n}",
  },
  "fair-twice": {
    severity: "error",
    message: (d) => `process ${d.process} is fair already, and so are its steps`,
    help: () => "a step says only what differs: `strongly fair` or `unfair`",
    example:
      "module m\nprocess p weakly fair {\n  var x: bool = false\n  step one weakly fair { x = true }\n}",
  },
  "unfair-place": {
    severity: "error",
    message: (d) => `\`unfair\` takes a step out of a fair process, and this is ${d.what}`,
    example: "module m\nstate { x: bool = false }\naction a unfair { x = true }",
  },
  "abstract-state": {
    severity: "error",
    message: (d) =>
      `\`${d.name}\` would change the state of ${d.alias}, which is only what \`refines\` maps it to`,
    help: () => "use the module a second time, under another name, for a copy with its own state",
    example: {
      "m.fl":
        "module m\nuse ideal\nstate { x: bool = false }\naction a(p: ideal.Proc) { x = true; ideal.set_(p) }\nrefines ideal { mem[p] = x }",
      "ideal.fl": `${IDEAL}\neffect set_(p: Proc) { mem[p] = true }`,
    },
  },
  "refines-unknown": {
    severity: "error",
    message: (d) => `module ${d.module} has no state variable \`${d.name}\``,
    help: meant,
    example: {
      "m.fl":
        "module m\nuse ideal\nstate { x: bool = false }\naction a { x = true }\nrefines ideal { mem[p] = x; men[p] = x }",
      "ideal.fl": IDEAL,
    },
  },
  "refines-missing": {
    severity: "error",
    message: (d) => `every variable of ${d.module} must be mapped; missing: ${d.names}`,
    example: {
      "m.fl":
        "module m\nuse ideal\nstate { x: bool = false }\naction a { x = true }\nrefines ideal { }",
      "ideal.fl": IDEAL,
    },
  },
  "refines-keys": {
    severity: "error",
    message: (d) => `\`${d.name}\` has keys [${d.wanted}], found ${d.found}`,
    help: () => "name one key each, or none to map the whole variable",
    example: {
      "m.fl":
        "module m\nuse ideal\nstate { x: bool = false }\naction a { x = true }\nrefines ideal { mem[p, q] = x }",
      "ideal.fl": IDEAL,
    },
  },
  "refines-circular": {
    severity: "error",
    message: (d) =>
      `${d.variable} of ${d.alias} is mapped by its own state, which is what the mapping says`,
    example: {
      "m.fl":
        "module m\nuse ideal\nstate { x: bool = false }\naction a { x = true }\nrefines ideal { mem[p] = x or ideal.mem[p] }",
      "ideal.fl": IDEAL,
    },
  },
  "refines-hidden-state": {
    severity: "error",
    message: (d) =>
      `module ${d.module} cannot be refined, since it has ${d.what}, which nothing can map`,
    example: {
      "m.fl":
        "module m\nuse ideal\nstate { x: bool = false }\naction a { x = true }\nrefines ideal { }",
      "ideal.fl": "module ideal\nprocess p {\n  var x: bool = false\n  step one { x = true }\n}",
    },
  },
  "not-a-parameter": {
    severity: "error",
    message: (d) =>
      `\`${d.name}\` is ${d.what} of ${d.module}, and only parameters and symmetric types are given`,
    example: {
      "m.fl": "module m\nuse ideal (mem = 1)\nstate { x: bool = false }\naction a { x = true }",
      "ideal.fl": IDEAL,
    },
  },
  "use-parameter-missing": {
    severity: "error",
    message: (d) => `parameter ${d.name} of ${d.module} has no default and no value here`,
    help: (d) => `write \`use ${d.module} (${d.name} = ...)\``,
    example: {
      "m.fl": "module m\nuse other\nstate { x: bool = false }\naction a { x = true }",
      "other.fl": "module other\nparam N: 1..3\nstate { y: 0..N = 0 }\naction b { y = 1 }",
    },
  },
  "setting-twice": {
    severity: "error",
    message: (d) => `\`${d.name}\` is given twice`,
    example:
      "module m\nparam N: 1..3 = 1\nstate { x: 0..N = 0 }\naction a { x = 1 }\ncheck c { N = 2, N = 3, expect holds }",
  },
  "expect-twice": {
    severity: "error",
    message: () => "a check has one verdict: holds, violates, deadlocks or fails",
    help: () => "make a second check of it",
    example:
      "module m\nstate { x: bool = false }\naction a { x = true }\ncheck c { expect holds; expect deadlocks }",
  },
  "expect-unselected": {
    severity: "error",
    message: (d) => `check ${d.check} expects ${d.name} to fail but does not look at it`,
    help: () => "change its `only` or `without`",
    example:
      "module m\nstate { x: bool = false }\naction a { x = true }\ninvariant safe: not x\ncheck c { only transitions; expect violates safe }",
  },
  "measure-bounds": {
    severity: "error",
    message: (d) => `${d.low}..${d.high} contains nothing`,
    example:
      "module m\nstate { x: bool = false }\naction a { x = true; cost work += 1 }\nmeasure total: work from not x to x\ncheck c { expect total in 3..1 }",
  },
} as const satisfies DiagnosticTable;
