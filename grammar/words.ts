/**
 * The words of the language, as the parser's messages, the formatter and editors need them.
 * `faultline.ohm` decides what they mean; a test holds this list and the grammar together.
 */

/** Words that begin a declaration. */
export const declarationWords = [
  "use",
  "param",
  "type",
  "enum",
  "symmetric",
  "state",
  "init",
  "def",
  "effect",
  "action",
  "process",
  "invariant",
  "transition",
  "temporal",
  "terminal",
  "refines",
  "measure",
  "scenario",
  "check",
] as const;

/** Words that begin a statement. */
export const statementWords = [
  "if",
  "let",
  "match",
  "for",
  "choose",
  "either",
  "assert",
  "cost",
  "goto",
  "stop",
] as const;

/** All words that cannot be a bare name; any of them may be a label (`o.state`, `{ state: e }`). */
export const reservedWords = [
  ...declarationWords,
  ...statementWords,
  ...["module", "var", "step", "when", "where", "distinct", "then", "else", "of"],
  ...["expect", "limit", "only", "without", "symmetry"],
  ...["and", "or", "not", "implies", "iff", "always", "eventually", "until", "leads"],
  ...["is", "in", "at", "old", "all", "some", "none", "true", "false"],
  ...["count", "sum", "min", "max", "find", "the", "set", "map", "seq", "bool"],
] as const;

/** Words with a meaning in one place only; they can be names. */
export const contextualWords = [
  ...["as", "weakly", "strongly", "fair", "unfair", "any", "from", "to", "by", "with"],
  ...["reachable", "unreachable", "holds", "violates", "deadlocks", "fails", "states"],
  ...["transitions", "unbounded", "steps", "on", "off"],
] as const;

/** Words that continue an expression or a declaration when they begin a line. */
export const continuationWords: ReadonlySet<string> = new Set([
  ...["and", "or", "implies", "iff", "until", "leads", "is", "in", "at", "not"],
  ...["then", "else", "where", "when", "weakly", "strongly", "unfair", "as", "from", "to"],
  ...["reachable", "unreachable", "by", "with", "of"],
]);

const reserved: ReadonlySet<string> = new Set(reservedWords);
const declaring: ReadonlySet<string> = new Set(declarationWords);

export function isReserved(word: string): boolean {
  return reserved.has(word);
}

export function isDeclarationWord(word: string): boolean {
  return declaring.has(word);
}
