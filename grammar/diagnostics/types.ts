/** Diagnostics of types: what does not fit together. */
import type { DiagnosticTable } from "./entry.ts";

const role = (d: Readonly<Record<string, string>>) => (d.role ? ` ${d.role}` : "");

const wholeMap = (d: Readonly<Record<string, string>>) =>
  d.map && `for all keys at once write \`map(k: ${d.map} => ...)\``;

export const typeDiagnostics = {
  "type-mismatch": {
    severity: "error",
    message: (d) => `expected ${d.wanted}${role(d)}, found ${d.found}`,
    help: wholeMap,
    example: "module m\nstate { x: bool = false }\naction a { x = 1 }",
  },
  "may-be-none": {
    severity: "error",
    message: (d) => `\`${d.text}\` may be none`,
    help: (d) =>
      `test it with \`is some ...\`, or write \`${/^[\w.[\], ]+$/.test(d.text ?? "") ? d.text : `(${d.text})`}!\` where it cannot be`,
    example: "module m\nstate { x: (0..3)? = none\n y: 0..3 = 0 }\naction a { y = x; x = 1 }",
  },
  "never-none": {
    severity: "error",
    message: (d) => `\`${d.text}\` is never none: its type is ${d.type}`,
    help: (d) => d.instead,
    example: "module m\nstate { x: 0..3 = 0 }\naction a when x! > 0 { x = 1 }",
  },
  "none-unwanted": {
    severity: "error",
    message: (d) => `expected ${d.wanted}${role(d)}, and that is never none`,
    help: (d) => wholeMap(d) ?? "only a type with `?` has `none`",
    example: "module m\nstate { x: 0..3 = none }\naction a { x = 1 }",
  },
  "double-option": {
    severity: "error",
    message: (d) => `${d.type} may be none already, and there is no second \`?\``,
    help: () => "use an enum with two variants that have no payload",
    example: "module m\ntype Slot = (0..3)?\nstate { x: Slot? = none }\naction a { x = 1 }",
  },
  "operands-differ": {
    severity: "error",
    message: (d) => `the sides of \`${d.operator}\` do not fit: ${d.left} and ${d.right}`,
    example: "module m\nstate { x: 0..3 = 0 }\naction a when x == true { x = 1 }",
  },
  operand: {
    severity: "error",
    message: (d) => `\`${d.operator}\` needs ${d.wanted}, and \`${d.text}\` is ${d.found}`,
    example: "module m\nstate { x: bool = false }\naction a when x + 1 == 2 { x = true }",
  },
  "enum-operator": {
    severity: "error",
    message: (d) => `\`${d.operator}\` needs numbers, and ${d.type} is an enum, which has no order`,
    help: () => "use a range for values that are counted or compared",
    example:
      "module m\nenum Level { low, high }\nstate { level: Level = low }\naction a when level < high { level = high }",
  },
  "branches-differ": {
    severity: "error",
    message: (d) => `one branch is ${d.first} and the other ${d.second}`,
    example:
      "module m\nstate { x: 0..3 = 0 }\naction a { let y = if x > 0 then x else false; x = y }",
  },
  "items-differ": {
    severity: "error",
    message: (d) => `the items of a ${d.what} have one type: ${d.first} and then ${d.second}`,
    example: "module m\nstate { x: 0..3 = 0 }\naction a when x in set(1, true) { x = 1 }",
  },
  "needs-context": {
    severity: "error",
    message: (d) => `nothing says what type \`${d.text}\` has`,
    help: () => "use it where the type is known: in an assignment, an argument or a def",
    example: "module m\nstate { x: (0..3)? = none }\naction a { let y = none; x = y }",
  },
  "argument-count": {
    severity: "error",
    message: (d) =>
      d.wanted === "0"
        ? `${d.name} takes no arguments, found ${d.found}`
        : `${d.name} takes ${d.wanted} (${d.list}), found ${d.found}`,
    example:
      "module m\nstate { x: 0..3 = 0 }\ndef add(a: 0..3, b: 0..3): 0..6 = a + b\naction a when add(x) < 3 { x = 1 }",
  },
  "builtin-arguments": {
    severity: "error",
    message: (d) => `${d.name} takes ${d.wanted}, found ${d.found}`,
    example: "module m\nstate { x: 0..3 = 0 }\naction a when size(x) == 0 { x = 1 }",
  },
  "call-needs-arguments": {
    severity: "error",
    message: (d) => `\`${d.name}\` is a def and is called: \`${d.name}(${d.list})\``,
    example:
      "module m\nstate { x: 0..3 = 0 }\ndef twice(n: 0..3): 0..6 = n * 2\naction a when twice == 2 { x = 1 }",
  },
  "call-without-parentheses": {
    severity: "error",
    message: (d) => `\`${d.name}\` is declared without parentheses and is used without them`,
    example:
      "module m\nstate { x: 0..3 = 0 }\ndef idle: bool = x == 0\naction a when idle() { x = 1 }",
  },
  "variant-payload": {
    severity: "error",
    message: (d) =>
      !d.wanted
        ? `\`${d.name}\` carries nothing: write it without parentheses`
        : d.found === "0"
          ? `\`${d.name}\` carries ${d.wanted}: write \`${d.name}(...)\``
          : `\`${d.name}\` carries ${d.wanted}, found ${d.found} values`,
    help: (d) => d.wanted && `in a pattern, \`_\` stands for any value: \`${d.name}(_)\``,
    example:
      "module m\nenum Lock { free, held(0..3) }\nstate { lock: Lock = free }\naction a { lock = held }",
  },
  "not-a-record": {
    severity: "error",
    message: (d) => `\`${d.text}\` has no field \`${d.name}\`: its type is ${d.type}`,
    example: "module m\nstate { x: 0..3 = 0 }\naction a when x.low == 0 { x = 1 }",
  },
  "not-a-record-base": {
    severity: "error",
    message: (d) => `\`...\` in a record needs a record, found ${d.type}`,
    example:
      "module m\ntype Page = { valid: bool }\nstate { page: Page = { valid: true }\n x: 0..3 = 0 }\naction a { page = { ...x, valid: false } }",
  },
  "missing-fields": {
    severity: "error",
    message: (d) => `a value of ${d.type} also needs ${d.fields}`,
    example:
      "module m\ntype Page = { valid: bool, dirty: bool }\nstate { page: Page = { valid: true } }\naction a { page.valid = false }",
  },
  "field-twice": {
    severity: "error",
    message: (d) => `field \`${d.name}\` stands twice`,
    example:
      "module m\ntype Page = { valid: bool, valid: bool }\nstate { page: Page = { valid: true } }\naction a { page.valid = false }",
  },
  "not-indexable": {
    severity: "error",
    message: (d) => `\`${d.text}\` is ${d.type}; only maps and sequences have \`[...]\``,
    example: "module m\nstate { x: 0..3 = 0 }\naction a when x[0] == 0 { x = 1 }",
  },
  "key-count": {
    severity: "error",
    message: (d) => `\`${d.text}\` takes ${d.wanted}, found ${d.found}`,
    example: "module m\nstate { x: map[bool, bool] of bool = false }\naction a { x[true] = true }",
  },
  "binder-domain": {
    severity: "error",
    message: (d) => `values are drawn from a set, and \`${d.text}\` is ${d.type}`,
    example: "module m\nstate { x: 0..3 = 0 }\naction a when all n in x { n > 0 } { x = 1 }",
  },
  "interval-place": {
    severity: "error",
    message: (d) => `\`${d.text}\` as a set stands only after \`in\``,
    help: (d) => `elsewhere write \`set(n: ${d.text})\``,
    example: "module m\nstate { x: set of 0..3 = set() }\naction a { x = 1..2 }",
  },
  "fold-form": {
    severity: "error",
    message: (d) => `\`${d.fold}(...)\` needs ${d.wanted}`,
    example:
      "module m\nstate { x: 0..3 = 0 }\naction a when find(n, k: 0..3 where n + k < x) is some _ { x = 1 }",
  },
  "map-form": {
    severity: "error",
    message: () => "`map(...)` gives a value to every key: names with their types, then `=>`",
    help: () => "write `map(k: K => if ... then ... else ...)`",
    example:
      "module m\nstate { x: map[bool] of bool = false }\naction a { x = map(b: bool where b => true) }",
  },
  "enum-empty": {
    severity: "error",
    message: (d) => `enum ${d.name} has no variants, so there is no value of it`,
    example: "module m\nenum Mode { }\nstate { x: Mode? = none }\naction a { x = none }",
  },
  "recursive-type": {
    severity: "error",
    message: (d) => `type ${d.name} contains itself${d.circle ? `: ${d.circle}` : ""}`,
    help: () => "every type is finite: refer to an element through a map and its key",
    example:
      "module m\ntype Node = { next: Node? }\nstate { x: Node? = none }\naction a { x = none }",
  },
  "type-too-deep": {
    severity: "error",
    message: (d) => `this type is nested more than ${d.limit} deep`,
    example: `module m\ntype T0 = set of bool\n${Array.from({ length: 70 }, (_, n) => `type T${n + 1} = set of T${n}\n`).join("")}state { x: T70 = set() }\naction a { x = set() }`,
  },
  "pattern-mismatch": {
    severity: "error",
    message: (d) => `\`${d.what}\` never matches \`${d.subject}\`, which is ${d.type}`,
    example: "module m\nstate { x: 0..3 = 0 }\naction a when x is some n { x = n }",
  },
  "pattern-word": {
    severity: "error",
    message: (d) =>
      `\`is ${d.name}\` asks for a variant, and \`${d.subject}\` is ${d.type}, which has none`,
    help: (d) => `to compare, write \`${d.subject} == ${d.name}\``,
    example: "module m\nstate { x: 0..3 = 0\n y: 0..3 = 1 }\naction a when x is y { x = 1; y = 2 }",
  },
  "pattern-enum": {
    severity: "error",
    message: (d) => `\`${d.subject}\` is ${d.type}, and \`${d.written}\` is another type`,
    example:
      "module m\nenum Mode { read, write }\nenum Level { low, high }\nstate { mode: Mode = read\n level: Level = low }\naction a when mode is Level.low { mode = write; level = high }",
  },
  "match-incomplete": {
    severity: "error",
    message: (d) => `no arm of this \`match\` covers \`${d.missing}\``,
    help: () => "add that arm, or `_ => { }` for all others",
    example: "module m\nstate { x: (0..3)? = none }\naction a { match x { none => { x = 1 } } }",
  },
  "unreachable-arm": {
    severity: "error",
    message: () => "the arms before this one cover everything that it covers",
    example:
      "module m\nstate { x: bool = false }\naction a { match x { _ => { x = true } false => { x = true } } }",
  },
  "match-too-large": {
    severity: "error",
    message: () => "this `match` has too many patterns to tell whether it is complete",
    help: () => "match the outer value first, and the inner one in an arm",
    example: `module m\nstate { x: 0..2000 = 0 }\naction a {\n  match x {\n${Array.from({ length: 1100 }, (_, n) => `    ${n} => { x = 0 }\n`).join("")}  }\n}`,
  },
  "symmetric-operator": {
    severity: "error",
    message: (d) =>
      `\`${d.operator}\` cannot be used on ${d.type}: the values of a symmetric type are equal or not, and nothing else`,
    help: () => "there is no order, arithmetic or number in a symmetric type",
    example:
      "module m\nsymmetric type Proc[2]\nstate { x: map[Proc] of bool = false }\naction a(p: Proc, q: Proc) when p < q { x[p] = true }",
  },
  "symmetric-param": {
    severity: "error",
    message: (d) => `parameter ${d.name} cannot have a value: a symmetric type has no literals`,
    help: () => "choose the value in `init`",
    example:
      "module m\nsymmetric type Proc[2]\nparam leader: Proc\nstate { x: bool = false }\naction a { x = true }",
  },
  "symmetric-size": {
    severity: "error",
    message: (d) => `${d.name} is a symmetric type, and its size is not set here`,
    help: (d) =>
      `make the size a parameter: \`param N: 1..4 = 2\`, \`symmetric type ${d.name}[N]\``,
    example:
      "module m\nsymmetric type Proc[2]\nstate { x: map[Proc] of bool = false }\naction a(p: Proc) { x[p] = true }\ncheck c { Proc = 3; expect holds }",
  },
  "symmetric-argument": {
    severity: "error",
    message: (d) =>
      `${d.name} is a symmetric type, so it is given a symmetric type, not \`${d.text}\``,
    example: {
      "m.fl": "module m\nuse other (Proc = 3)\nstate { x: bool = false }\naction a { x = true }",
      "other.fl":
        "module other\nsymmetric type Proc[2]\nstate { y: map[Proc] of bool = false }\naction b(p: Proc) { y[p] = true }",
    },
  },
} as const satisfies DiagnosticTable;
