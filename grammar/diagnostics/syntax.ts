/** Diagnostics of reading text: encoding, nesting, tokens, grammar. */
import type { DiagnosticTable } from "./entry.ts";

export const syntaxDiagnostics = {
  // ---- the file
  "not-text": {
    severity: "error",
    message: (d) => `this file is not UTF-8 text: ${d.found}`,
    help: () => "save it as UTF-8",
    example: "module m\u0000",
  },
  "too-large": {
    severity: "error",
    message: (d) => `this file has ${d.size}, more than the limit of ${d.limit} characters`,
    help: () => "divide the specification into modules and join them with `use`",
    example: `module m\n${"// a comment that goes on and on and on and on and on\n".repeat(20_000)}`,
  },
  "too-many-errors": {
    severity: "error",
    message: () => "too many errors: the rest of the file is not shown",
    example: `module m\n${"$ ".repeat(150)}`,
  },
  "missing-module": {
    severity: "error",
    message: (d) => `a specification begins with its name: expected \`module\`, found ${d.found}`,
    help: () => "write `module name` in the first line; `module a.b` is the file `a/b.fl`",
    example: "state { x: bool = false }",
  },
  "second-module": {
    severity: "error",
    message: () => "a file holds one module, and this is a second `module` line",
    help: () => "put the other module into a file of its own",
    example: "module a\nstate { x: bool = false }\nmodule b",
  },

  // ---- characters and tokens
  "unexpected-character": {
    severity: "error",
    message: (d) => `${d.found} means nothing here`,
    help: (d) => d.help,
    example: "module m\nstate { größe: 0..1 = 0 }",
  },
  "hidden-character": {
    severity: "error",
    message: (d) => `the hidden character ${d.found} makes the text look different than it is`,
    help: () => "remove it",
    example: "module m\n// \u202e not what it seems\nstate { x: bool = false }",
  },
  "number-form": {
    severity: "error",
    message: (d) => `\`${d.found}\` is not a number: numbers are whole and decimal`,
    help: (d) => d.help,
    example: "module m\nparam SIZE: 0..0x10 = 2",
  },
  "number-too-large": {
    severity: "error",
    message: () => `numbers go up to ${Number.MAX_SAFE_INTEGER}`,
    example: "module m\nparam SIZE: 0..99999999999999999999 = 2",
  },
  "unterminated-text": {
    severity: "error",
    message: () => 'this text has no closing `"` on its line',
    example: 'module m\nscenario "no end reachable when true',
  },
  "unknown-escape": {
    severity: "error",
    message: () => 'in a text, `\\` may only stand before `"` or `\\`',
    example: 'module m\nscenario "a\\nb" reachable when true',
  },
  "unterminated-comment": {
    severity: "error",
    message: () => "this comment has no closing `*/`",
    example: "module m\n/* no end\nstate { x: bool = false }",
  },
  "foreign-operator": {
    severity: "error",
    message: (d) => `\`${d.found}\` is not an operator of the language`,
    help: (d) => d.write,
    example: "module m\ninvariant i: true && false",
  },

  // ---- nesting and brackets
  "nesting-limit": {
    severity: "error",
    message: (d) => `brackets are nested more than ${d.limit} deep`,
    help: () => "name parts of it with `def` or `let`",
    example: `module m\ndef d: bool = ${"(".repeat(200)}true${")".repeat(200)}`,
  },
  "nested-too-deeply": {
    severity: "error",
    message: () => "this declaration is nested too deeply to be read",
    help: () => "name parts of it with `def`, `effect` or `let`",
    example: `module m\ndef d: bool = ${"if true then true else ".repeat(3000)}false`,
  },
  "declaration-too-long": {
    severity: "error",
    message: (d) =>
      `this declaration has ${d.size} words and signs, more than the limit of ${d.limit}`,
    help: () => "divide it",
    example: `module m\ninit {${" x = 1;".repeat(8_000)} }`,
  },
  "expression-too-long": {
    severity: "error",
    message: (d) => `this expression has more than ${d.limit} operators in a row`,
    help: () => "name parts of it with `def` or `let`, or use a quantifier or a fold",
    example: `module m\ndef d: bool = ${"true and ".repeat(300)}true`,
  },
  unclosed: {
    severity: "error",
    message: (d) => `\`${d.open}\` is never closed: expected \`${d.expected}\``,
    example: "module m\naction a {\n  if true {\n    x = 1\n}\naction b { x = 2 }",
  },
  unopened: {
    severity: "error",
    message: (d) => `\`${d.found}\` closes nothing`,
    example: "module m\naction a { x = 1 } }\naction b { x = 2 }",
  },
  "mismatched-bracket": {
    severity: "error",
    message: (d) => `expected \`${d.expected}\` to close \`${d.open}\`, found \`${d.found}\``,
    example: "module m\naction a { x[1) = 2 }",
  },

  // ---- grammar
  "reserved-name": {
    severity: "error",
    message: (d) => `\`${d.found}\` is a word of the language and cannot be a name`,
    help: (d) => `try \`${d.found}_\``,
    example: "module m\ndef state: bool = true",
  },
  "foreign-word": {
    severity: "error",
    message: (d) => `\`${d.found}\` is not a word of the language`,
    help: (d) => d.help,
    example: "module m\naction a { while true { x = 1 } }",
  },
  "unknown-word": {
    severity: "error",
    message: (d) => `found \`${d.found}\`, expected ${d.expected}`,
    help: (d) => d.help,
    example: "module m\nacton a { x = 1 }",
  },
  "assignment-in-expression": {
    severity: "error",
    message: () => "found `=`, expected an operator",
    help: () => "write `==` to compare",
    example: "module m\ninvariant i: x = 1",
  },
  "comparison-as-assignment": {
    severity: "error",
    message: () => "found `==`, expected `=`",
    help: () => "write `x = e` to assign, `assert x == e` to demand it",
    example: "module m\naction a { x == 1 }",
  },
  "missing-line-end": {
    severity: "error",
    message: (d) => `found ${d.found} after ${d.previous}, expected ${d.expected}`,
    help: (d) => d.help,
    example: "module m\naction a { x = 1 y = 2 }",
  },
  "unexpected-token": {
    severity: "error",
    message: (d) => `found ${d.found}, expected ${d.expected}`,
    help: (d) => d.help,
    example: "module m\naction a(p: Proc) x = 1",
  },

  // ---- operators and calls
  "comparison-chain": {
    severity: "error",
    message: () => "comparisons do not chain",
    help: () => "write `a < b and b < c`, or put the first comparison in parentheses",
    example: "module m\ninvariant i: 1 < 2 < 3",
  },
  "interval-chain": {
    severity: "error",
    message: () => "`..` does not chain",
    help: () => "a range has two ends: `low..high`",
    example: "module m\ninvariant i: 1 in 1..2..3",
  },
  "temporal-chain": {
    severity: "error",
    message: (d) => `another operator after \`${d.operator}\` needs parentheses`,
    help: () => "say which belongs together: `p leads to (q until r)`",
    example: "module m\ntemporal t: true leads to true leads to false",
  },
  "mixed-operators": {
    severity: "error",
    message: (d) => `\`${d.first}\` and \`${d.second}\` together need parentheses`,
    help: (d) => `say which belongs together, as in \`(a ${d.first} b) ${d.second} c\``,
    example: "module m\ninvariant i: true implies true iff false",
  },
  "prefix-position": {
    severity: "error",
    message: (d) => `\`${d.operator}\` after another operator needs parentheses`,
    help: (d) => `write \`(${d.operator} ...)\``,
    example: "module m\ninvariant i: true == not false",
  },
  "call-target": {
    severity: "error",
    message: () => "only a name can be called",
    help: () => "write `f(x)` or `alias.f(x)`",
    example: "module m\ninvariant i: f(1)(2)",
  },
  "fold-value": {
    severity: "error",
    message: (d) => `\`${d.fold}\` needs a value for each element`,
    help: (d) => `write \`${d.fold}(x: T => e)\``,
    example: "module m\ndef d: 0..9 = sum(x: T)",
  },
  "fold-no-value": {
    severity: "error",
    message: (d) => `\`${d.fold}\` takes no value, only a condition`,
    help: (d) => `write \`${d.fold}(x: T where e)\``,
    example: "module m\ndef d: 0..9 = count(x: T => 1)",
  },
  "stray-doc": {
    severity: "warning",
    message: () => "this `///` comment documents nothing",
    help: () => "put it before a declaration, or write `//`",
    example: "module m\nstate { x: bool = false }\naction a {\n  /// sets it\n  x = true\n}",
  },
} as const satisfies DiagnosticTable;
