/** Diagnostics of names: unknown, declared twice, unused, modules that cannot be found. */
import type { DiagnosticTable } from "./entry.ts";

const meant = (d: Readonly<Record<string, string>>) =>
  d.suggestion && `did you mean \`${d.suggestion}\`?`;

export const nameDiagnostics = {
  "unknown-name": {
    severity: "error",
    message: (d) => `nothing here is called \`${d.name}\``,
    help: meant,
    example: "module m\nstate { total: 0..3 = 0 }\naction a when totl == 0 { total = 1 }",
  },
  "unknown-variant": {
    severity: "error",
    message: (d) => `${d.enum} has no variant \`${d.name}\`: it has ${d.variants}`,
    help: meant,
    example:
      "module m\nenum Mode { read, write }\nstate { mode: Mode = read }\naction a { mode = wrte }",
  },
  "unknown-def": {
    severity: "error",
    message: (d) => `no def is called \`${d.name}\``,
    help: meant,
    example:
      "module m\nstate { x: 0..3 = 0 }\ndef double(n: 0..3): 0..6 = n * 2\naction a when duble(x) < 4 { x = 1 }",
  },
  "unknown-effect": {
    severity: "error",
    message: (d) => `no effect is called \`${d.name}\``,
    help: meant,
    example:
      "module m\nstate { x: bool = false }\neffect raise() { x = true }\naction a { rase() }",
  },
  "unknown-type": {
    severity: "error",
    message: (d) =>
      d.module
        ? `the module used as ${d.module} has no type \`${d.name}\``
        : `no type is called \`${d.name}\``,
    help: (d) => (d.number ? "numbers are ranges: write for example `0..7`" : meant(d)),
    example: "module m\nstate { x: int = 0 }\naction a { x = 1 }",
  },
  "unknown-field": {
    severity: "error",
    message: (d) => `${d.type} has no field \`${d.name}\`: it has ${d.fields}`,
    help: meant,
    example:
      "module m\ntype Page = { valid: bool }\nstate { page: Page = { valid: true } }\naction a { page.vald = false }",
  },
  "unknown-step": {
    severity: "error",
    message: (d) => `process ${d.process} has no step \`${d.name}\`: it has ${d.steps}`,
    help: (d) => (d.rest ? "write `stop` to come to rest" : meant(d)),
    example:
      "module m\nstate { x: bool = false }\nprocess p {\n  step one { x = true; goto tow }\n  step two { x = false }\n}",
  },
  "unknown-process-local": {
    severity: "error",
    message: (d) =>
      d.let
        ? `\`${d.name}\` is a \`let\` of process ${d.process}, which only its own steps can use`
        : `process ${d.process} has no local \`${d.name}\``,
    help: (d) =>
      d.step ? `\`${d.name}\` is a step: write \`${d.instance} at ${d.name}\`` : meant(d),
    example:
      "module m\nprocess p {\n  var seen: bool = false\n  step one { seen = true }\n}\ninvariant i: not p.sen",
  },
  "unknown-action": {
    severity: "error",
    message: (d) =>
      d.action
        ? `${d.action} is an action and has no steps, so there is no \`${d.name}\``
        : `no action or process is called \`${d.name}\``,
    help: meant,
    example:
      'module m\nstate { x: bool = false }\naction raise { x = true }\nscenario "s" reachable { rise; expect x }',
  },
  "unknown-choice": {
    severity: "error",
    message: (d) =>
      d.choices
        ? `${d.step} makes no choice \`${d.name}\`: it chooses ${d.choices}`
        : `${d.step} makes no choices, so \`${d.name}\` cannot be fixed`,
    help: meant,
    example:
      'module m\nstate { x: 0..3 = 0 }\naction a { choose level: 0..3; x = level }\nscenario "s" reachable { a with levl = 2; expect x == 2 }',
  },
  "unknown-property": {
    severity: "error",
    message: (d) => `no property is called \`${d.name}\``,
    help: meant,
    example:
      "module m\nstate { x: bool = false }\naction a { x = true }\ninvariant safe: not x\ncheck c { expect violates sfe }",
  },
  "unknown-message": {
    severity: "error",
    message: (d) => `no \`assert\` has the message "${d.message}"`,
    help: (d) => d.suggestion && `did you mean "${d.suggestion}"?`,
    example:
      'module m\nstate { x: bool = false }\naction a { assert not x, "twice"; x = true }\ncheck c { expect violates "twise" }',
  },
  "unknown-measure": {
    severity: "error",
    message: (d) => `no measure is called \`${d.name}\``,
    help: meant,
    example:
      "module m\nstate { x: bool = false }\naction a { x = true; cost work += 1 }\nmeasure total: work from not x to x\ncheck c { expect totl in 0..1 }",
  },
  "unknown-cost": {
    severity: "error",
    message: (d) => `nothing adds to a cost called \`${d.name}\``,
    help: meant,
    example:
      "module m\nstate { x: bool = false }\naction a { x = true; cost work += 1 }\nmeasure total: wrk from not x to x",
  },
  "unknown-module-alias": {
    severity: "error",
    message: (d) => `no used module is called \`${d.name}\` here`,
    help: (d) => meant(d) ?? "name it first: `use some.module as ...`",
    example: "module m\nstate { x: ideal.Word = 0 }\naction a { x = 1 }",
  },
  "unknown-in-module": {
    severity: "error",
    message: (d) => `module ${d.module} declares nothing called \`${d.name}\``,
    help: meant,
    example: {
      "m.fl":
        "module m\nuse other\nstate { x: bool = false }\naction a when other.valu == 0 { x = true }",
      "other.fl": "module other\nstate { value: 0..3 = 0 }\naction b { value = 1 }",
    },
  },
  "declared-twice": {
    severity: "error",
    message: (d) =>
      d.name === d.what
        ? `\`${d.name}\` stands twice in this module`
        : `\`${d.name}\` is declared twice`,
    help: (d) => (d.name === d.what ? "make one of both" : undefined),
    example:
      "module m\nstate { x: bool = false }\ndef ready: bool = x\ndef ready: bool = not x\naction a when ready { x = true }",
  },
  shadowed: {
    severity: "error",
    message: (d) => `\`${d.name}\` would hide ${d.what} of the same name`,
    help: () => "choose another name",
    example: "module m\nstate { x: 0..3 = 0 }\naction a(x: 0..3) { x = 1 }",
  },
  "name-of-the-language": {
    severity: "error",
    message: (d) => `\`${d.name}\` has a meaning in the language already`,
    help: (d) => `choose another name, for example \`${d.name}_\``,
    example:
      "module m\nstate { x: 0..3 = 0 }\ndef size(n: 0..3): 0..3 = n\naction a { x = size(x) }",
  },
  "variant-or-value": {
    severity: "error",
    message: (d) => `\`${d.name}\` could be the variant of ${d.enum} or ${d.what} of the same name`,
    help: (d) => `write \`${d.enum}.${d.name}\` for the variant, or rename the other`,
    example:
      "module m\nenum Mode { read, write }\nstate { mode: Mode = read }\naction a(write: Mode) { mode = write }",
  },
  "variant-needs-type": {
    severity: "error",
    message: (d) =>
      d.wanted
        ? `\`${d.name}\` is a variant of ${d.enums}, but ${d.wanted} is expected here`
        : `\`${d.name}\` is a variant of ${d.enums}, but nothing here says that one is expected`,
    help: (d) => (d.wanted ? undefined : `write ${d.qualified}`),
    example:
      "module m\nenum Mode { read, write }\nstate { mode: Mode = read }\naction a { let next = write; mode = next }",
  },
  "pattern-scope": {
    severity: "error",
    message: (d) => `\`${d.name}\` is known only where \`${d.test}\` holds`,
    help: () =>
      "that is right of `and`, in what `implies` leads to, in the `then` part, or in the body after the guard",
    example:
      "module m\nstate { x: (0..3)? = none }\naction a { x = 1 }\ninvariant i: x is some n or n > 0",
  },
  "not-a-value": {
    severity: "error",
    message: (d) => `\`${d.name}\` is ${d.what}, and a value is expected here`,
    help: (d) =>
      d.what === "a symmetric type"
        ? "its values have no names: introduce one by a parameter, a quantifier or `choose`"
        : undefined,
    example:
      "module m\nsymmetric type Proc[2]\nstate { owner: Proc? = none }\naction a { owner = Proc }",
  },
  "not-a-type": {
    severity: "error",
    message: (d) => `\`${d.name}\` is ${d.what}, and a type is expected here`,
    example: "module m\nparam N: 1..3 = 2\nstate { x: N = 1 }\naction a { x = 1 }",
  },
  "not-callable": {
    severity: "error",
    message: (d) => `\`${d.name}\` is ${d.what} and cannot be called`,
    help: () => "a def is called like `refs(f)`; a map is read like `pt[p, v]`",
    example:
      "module m\nstate { x: map[bool] of bool = false }\naction a when x(true) { x[true] = false }",
  },
  "not-an-effect": {
    severity: "error",
    message: (d) => `\`${d.name}\` is ${d.what}, and only an effect can stand as a statement`,
    example: "module m\nstate { x: bool = false }\naction raise { x = true }\naction a { raise() }",
  },
  "effect-as-value": {
    severity: "error",
    message: (d) => `\`${d.name}\` is an effect: it changes the state and has no value`,
    help: () => "call it as a statement of its own, or make it a def",
    example:
      "module m\nstate { x: bool = false }\neffect raise() { x = true }\naction a when raise() { x = false }",
  },
  "process-as-value": {
    severity: "error",
    message: (d) => `\`${d.text}\` is an instance of a process, which is not a value`,
    help: (d) => `read a local, \`${d.text}.${d.local}\`, or ask \`${d.text} at ...\``,
    example:
      "module m\nprocess p(n: 0..1) {\n  var seen: bool = false\n  step one { seen = true }\n}\ninvariant i: p[0] == p[1]",
  },
  "process-index": {
    severity: "error",
    message: (d) => `an instance of process ${d.name} is written \`${d.instance}\``,
    example:
      "module m\nprocess p(n: 0..1) {\n  var seen: bool = false\n  step one { seen = true }\n}\ninvariant i: p at one",
  },
  "process-needs-step": {
    severity: "error",
    message: (d) => `${d.process} is a process: name one of its steps, ${d.steps}`,
    example:
      'module m\nprocess p {\n  var seen: bool = false\n  step one { seen = true }\n}\nscenario "s" reachable { p; expect p.seen }',
  },
  "at-process": {
    severity: "error",
    message: (d) => `left of \`at\` stands a process, and \`${d.text}\` is ${d.what ?? "none"}`,
    example: "module m\nstate { x: bool = false }\naction a { x = true }\ninvariant i: x at one",
  },
  "qualified-twice": {
    severity: "error",
    message: (d) => `\`${d.name}\` reaches through two modules, and only one level is possible`,
    help: () => "use the inner module here too",
    example: {
      "m.fl": "module m\nuse a\nstate { x: a.b.Word = 0 }\naction go { x = 1 }",
      "a.fl": "module a\nuse b\nstate { y: b.Word = 0 }\naction go { y = 1 }",
      "b.fl": "module b\ntype Word = 0..3\nstate { z: Word = 0 }\naction go { z = 1 }",
    },
  },
  "more-errors": {
    severity: "error",
    message: (d) => `from here on there are ${d.count} more errors, which are not shown`,
    example: `module m\nstate { x: bool = false }\naction a {\n${Array.from({ length: 60 }, (_, n) => `  x = unknown${n}\n`).join("")}}`,
  },

  // ---- files and modules
  "file-missing": {
    severity: "error",
    message: (d) => `there is no file or folder \`${d.path}\``,
    // Only paths given from outside can be missing; no module provokes it.
    example: {},
  },
  "file-is-folder": {
    severity: "error",
    message: (d) => `\`${d.path}\` is a folder, and a file is expected of that name`,
    example: { "m.fl/inner.fl": "module inner\nstate { x: bool = false }\naction a { x = true }" },
  },
  "file-unreadable": {
    severity: "error",
    message: (d) => `\`${d.path}\` cannot be read: ${d.reason}`,
    // It takes a file that the system refuses; no module provokes it.
    example: {},
  },
  "folder-empty": {
    severity: "error",
    message: (d) => `there are no \`${d.ending}\` files in \`${d.path}\``,
    // It takes a folder without specifications; no module provokes it.
    example: {},
  },
  "module-path": {
    severity: "error",
    message: (d) => `module ${d.name} belongs in a file \`${d.wanted}\`, and this is \`${d.path}\``,
    help: () => "rename the file or the module",
    example: { "other.fl": "module m\nstate { x: bool = false }\naction a { x = true }" },
  },
  "module-missing": {
    severity: "error",
    message: (d) => `module ${d.name} should be in \`${d.path}\`, and there is no such file`,
    example: "module m\nuse memory.private\nstate { x: bool = false }\naction a { x = true }",
  },
  "module-broken": {
    severity: "error",
    message: (d) => `module ${d.name} has errors of its own`,
    help: (d) => `see \`${d.path}\``,
    example: {
      "m.fl": "module m\nuse other\nstate { x: bool = false }\naction a { x = true }",
      "other.fl": "module other\nstate { y: bool = 3 }",
    },
  },
  "module-name": {
    severity: "error",
    message: (d) => `\`${d.path}\` holds module ${d.found}, not ${d.name}`,
    example: {
      "m.fl": "module m\nuse a.b\nstate { x: bool = false }\naction a { x = true }",
      "a/b.fl": "module b\nstate { y: bool = false }\naction a { y = true }",
    },
  },
  "use-cycle": {
    severity: "error",
    message: (d) => `modules use each other in a circle: ${d.way}`,
    help: () => "put what both need into a module of its own",
    example: {
      "m.fl": "module m\nuse other\nstate { x: bool = false }\naction a { x = true }",
      "other.fl": "module other\nuse m\nstate { y: bool = false }\naction a { y = true }",
    },
  },

  // ---- warnings
  unused: {
    severity: "warning",
    message: (d) => `\`${d.name}\`, ${d.what}, is never used`,
    example:
      "module m\nparam N: 1..3 = 2\nstate { x: bool = false }\naction a when not x { x = true }",
  },
  "never-read": {
    severity: "warning",
    message: (d) => `\`${d.name}\` is assigned and never read`,
    help: () => "it makes states differ that nothing tells apart",
    example: "module m\nstate { x: bool = false }\naction a { x = true }",
  },
} as const satisfies DiagnosticTable;
