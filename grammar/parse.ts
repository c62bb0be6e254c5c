/**
 * Text to syntax tree. Never throws: whatever is wrong with the text is a diagnostic, and what could
 * be read is in the module.
 *
 * The file is scanned, cut into declarations, and each of them is matched against the grammar on its
 * own and kept in a cache by its text, so that typing in one declaration parses only that one again.
 */
import { basename } from "node:path";
import { attachDocs } from "./tree/attach-docs.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { diagnose } from "./diagnostics/table.ts";
import { explainFailure, show } from "./explain/explain-failure.ts";
import { scan, type Scan, type Token } from "./scan.ts";
import { cutIntoSegments, findBracketProblem, type TokenRange } from "./segments.ts";
import { firstIndex } from "./ordered.ts";
import { moveTree, TreeTooDeep } from "./tree/move-tree.ts";
import type { SourceFile, Span } from "./source.ts";
import type { Declaration, Module, Name } from "./syntax.ts";
import { toTree } from "./tree/to-tree.ts";
import type { Segment } from "./tree/declarations.ts";
import type { Problem } from "./tree/builder.ts";

export interface Parsed {
  /** Absent only if nothing could be read: not text, too large, nested without end. */
  readonly module: Module | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** In UTF-16 units. */
export const sourceLimit = 1_000_000;

/** Tokens of one declaration: the memory of a match grows with them. */
export const declarationLimit = 20_000;

/** Offsets are relative to the segment's first token. */
interface ParsedSegment {
  readonly segment: Segment;
  readonly problems: readonly Problem[];
}

/** More diagnostics of one file help nobody. */
const problemLimit = 200;

const cache = new Map<string, ParsedSegment>();
let cachedCharacters = 0;
/** Characters of all texts in the cache; a tree takes some hundred times the space of its text. */
const cacheLimit = 500_000;
/** Longer segments are not worth their memory. */
const cacheTextLimit = 20_000;

export function parse(source: SourceFile): Parsed {
  try {
    return parseText(source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const problem: Problem = { code: "nested-too-deeply", span: { start: 0, end: 0 }, details: {} };
    return { module: undefined, diagnostics: [toDiagnostic(source, problem)] };
  }
}

function parseText(source: SourceFile): Parsed {
  const { text } = source;
  if (text.length > sourceLimit) {
    const details = { size: `${text.length} characters`, limit: String(sourceLimit) };
    const problem: Problem = { code: "too-large", span: { start: 0, end: 0 }, details };
    return { module: undefined, diagnostics: [toDiagnostic(source, problem)] };
  }
  const scanned = scan(text);
  if (scanned.refused) {
    return { module: undefined, diagnostics: sorted(source, scanned.problems) };
  }

  const { tokens } = scanned;
  const problems: Problem[] = [...scanned.problems];
  const declarations: Declaration[] = [];
  let path: readonly Name[] | undefined;
  const segments = cutIntoSegments(text, tokens);
  segments.forEach((range, index) => {
    const first = tokens[range.start]!;
    const named = index === 0 && first.text === "module";
    if (index === 0 && !named) problems.push(missingModule(first));
    const parsed = parseSegment(source, scanned, range, named ? "Module" : "Declarations");
    problems.push(...parsed.problems);
    if (parsed.segment.path) path = parsed.segment.path;
    declarations.push(...parsed.segment.declarations);
  });
  if (segments.length === 0) problems.push(missingModule(undefined));

  const header = path && {
    span: { start: tokens[0]!.start, end: path.at(-1)!.span.end },
    doc: undefined as string | undefined,
  };
  problems.push(...attachDocs(text, header, declarations, scanned.comments));
  const module: Module = {
    source,
    ...(header?.doc === undefined ? {} : { doc: header.doc }),
    path: path ?? [nameFromFile(source)],
    declarations,
    comments: scanned.comments,
    span: { start: 0, end: text.length },
  };
  return { module, diagnostics: sorted(source, problems) };
}

function parseSegment(
  source: SourceFile,
  scanned: Scan,
  range: TokenRange,
  rule: "Module" | "Declarations",
): ParsedSegment {
  const { text } = source;
  const { tokens } = scanned;
  const first = tokens[range.start]!;
  const last = tokens[range.end - 1]!;
  const whole = { start: first.start, end: last.end };
  const failed = (...problems: Problem[]): ParsedSegment => ({
    segment: { declarations: [] },
    problems,
  });
  if (first.text === "module" && rule !== "Module") {
    return failed({ code: "second-module", span: first, details: {} });
  }
  // What the scanner has reported would only be reported again, less clearly.
  if (scanned.problems.some(({ span }) => overlaps(span, whole))) return failed();
  if (range.end - range.start > declarationLimit) {
    const size = String(range.end - range.start);
    const details = { size, limit: String(declarationLimit) };
    return failed({ code: "declaration-too-long", span: first, details });
  }
  const bracket = findBracketProblem(source, tokens, range);
  if (bracket && bracket.code !== "unopened") return failed(bracket);

  try {
    // A closing bracket too many is often an opening one forgotten, which the parser notices first.
    if (bracket) {
      const before = text.slice(whole.start, bracket.span.start);
      const own = tokensFrom(tokens, range).filter((token) => token.end <= before.length);
      const built = toTree(before, rule);
      if (built.succeeded) return failed(bracket);
      const problem = explainFailure(built, before, own);
      return failed(moveTree(problem, whole.start));
    }
    const relative = matchSegment(withoutComments(text, scanned, whole), rule, () =>
      tokensFrom(tokens, range),
    );
    return {
      segment: moveTree(relative.segment, whole.start),
      problems: relative.problems.map((problem) => moveTree(problem, whole.start)),
    };
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TreeTooDeep)) throw error;
    return failed({ code: "nested-too-deeply", span: first, details: {} });
  }
}

/**
 * Part of the text with comments as spaces. The grammar knows comments too, but they are cheaper to
 * skip here, and what is only commented differently is found in the cache.
 */
function withoutComments(text: string, scanned: Scan, part: Span): string {
  let result = "";
  let at = part.start;
  const { comments } = scanned;
  const first = firstIndex(comments, ({ span }) => span.start >= part.start);
  for (let index = first; index < comments.length; index++) {
    const { span } = comments[index]!;
    if (span.end > part.end) break;
    result += text.slice(at, span.start);
    result += " ".repeat(span.end - span.start);
    at = span.end;
  }
  return result + text.slice(at, part.end);
}

function matchSegment(
  text: string,
  rule: "Module" | "Declarations",
  tokens: () => readonly Token[],
): ParsedSegment {
  const key = `${rule}:${text}`;
  const known = cache.get(key);
  if (known) return known;
  const built = toTree(text, rule);
  const parsed: ParsedSegment = built.succeeded
    ? { segment: built.segment, problems: built.problems }
    : { segment: { declarations: [] }, problems: [explainFailure(built, text, tokens())] };
  remember(key, parsed);
  return parsed;
}

function remember(key: string, parsed: ParsedSegment): void {
  if (key.length > cacheTextLimit) return;
  cache.set(key, parsed);
  cachedCharacters += key.length;
  // A map gives its keys in the order in which they were added.
  for (const oldest of cache.keys()) {
    if (cachedCharacters <= cacheLimit) break;
    cache.delete(oldest);
    cachedCharacters -= oldest.length;
  }
}

/** The tokens of a segment, relative to the first of them. */
function tokensFrom(tokens: readonly Token[], range: TokenRange): Token[] {
  const base = tokens[range.start]!.start;
  return tokens
    .slice(range.start, range.end)
    .map((token) => ({ ...token, start: token.start - base, end: token.end - base }));
}

function missingModule(first: Token | undefined): Problem {
  const found = first ? show(first) : "an empty file";
  return { code: "missing-module", span: first ?? { start: 0, end: 0 }, details: { found } };
}

/** What a module without a name is called in messages. */
function nameFromFile(source: SourceFile): Name {
  const text = basename(source.path).replace(/\.fl$/, "").replace(/\W/g, "_") || "module";
  return { text, span: { start: 0, end: 0 } };
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

function sorted(source: SourceFile, problems: readonly Problem[]): Diagnostic[] {
  const diagnostics = [...problems]
    .sort((a, b) => a.span.start - b.span.start)
    .map((problem) => toDiagnostic(source, problem));
  if (diagnostics.length <= problemLimit) return diagnostics;
  // Warnings give way to errors.
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const warnings = diagnostics.filter(({ severity }) => severity === "warning");
  const shown = [...errors, ...warnings].slice(0, problemLimit);
  const next = errors[problemLimit];
  return next ? [...shown, diagnose("too-many-errors", next.at)] : shown;
}

function toDiagnostic(source: SourceFile, problem: Problem): Diagnostic {
  const locate = ({ start, end }: Span) => ({ source, start, end });
  const related = problem.related?.map(({ span, message }) => ({ at: locate(span), message }));
  return diagnose(problem.code, locate(problem.span), problem.details, related);
}
