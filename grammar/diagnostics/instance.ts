/** Diagnostics of fixing parameters: values out of range, domains too large. */
import type { DiagnosticTable } from "./entry.ts";

export const instanceDiagnostics = {
  "parameter-range": {
    severity: "error",
    message: (d) => `parameter ${d.name} is ${d.value}, but its type allows ${d.type}`,
    example:
      "module m\nparam N: 1..4 = 9\nstate { x: 0..N = 0 }\naction a { x = 0 }\ncheck c { expect holds }",
  },
  "parameter-missing": {
    severity: "error",
    message: (d) => `parameter ${d.name} has no default and no value here`,
    help: (d) => `write \`${d.name} = ...\` in the check, or give the parameter a default`,
    example:
      "module m\nparam N: 1..4\nstate { x: 0..N = 0 }\naction a { x = 0 }\ncheck c { expect holds }",
  },
  "parameter-unknown": {
    severity: "error",
    message: (d) => `module ${d.module} has no parameter ${d.name}`,
    help: (d) => d.suggestion && `did you mean ${d.suggestion}?`,
    example:
      "module m\nstate { x: 0..1 = 0 }\naction a { x = 0 }\ncheck c { SIZE = 2; expect holds }",
  },
  "parameter-text": {
    severity: "error",
    message: (d) => `\`${d.text}\` is not a value of the parameter ${d.name}, which is ${d.type}`,
    help: () => "give a number, true, false, none or the name of a variant",
    // Only the command line gives parameters as text; there is no module that provokes it.
    example: {},
  },
  "not-constant": {
    severity: "error",
    message: (d) => `${d.what} must be known before the run, but this ${d.reason}`,
    example:
      "module m\nstate { x: 0..1 = 0\n y: 0..x = 0 }\naction a { y = 0 }\ncheck c { expect holds }",
  },
  "empty-range": {
    severity: "error",
    message: (d) => `the range ${d.low}..${d.high} has no values`,
    example:
      "module m\nparam N: 0..4 = 0\nstate { x: 1..N = 1 }\naction a { x = 1 }\ncheck c { expect holds }",
  },
  "size-limit": {
    severity: "error",
    message: (d) => `${d.what} has ${d.size}, more than the limit of ${d.limit}`,
    help: (d) => d.advice,
    example:
      "module m\nsymmetric type P[100000000]\nstate { x: map[P] of bool = false }\naction a(p: P) { x[p] = true }\ncheck c { expect holds }",
  },
  "initial-value": {
    severity: "error",
    message: (d) => `the initial value of ${d.name} is ${d.value}, which is not in ${d.type}`,
    example: "module m\nstate { x: 0..1 = 5 }\naction a { x = 0 }\ncheck c { expect holds }",
  },
} as const satisfies DiagnosticTable;
