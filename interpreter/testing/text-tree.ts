/**
 * Text as a tree that knows which names it introduces and uses, how tightly its operators bind and
 * what may be left out. A generated module is such a tree: it prints to text, and it shrinks by
 * leaving things out as long as every name that is still used is still introduced. Names are unique
 * in a module, so that is all there is to check.
 */

export interface Piece {
  readonly parts: readonly Part[];
  /** How tightly the operator at the top binds, see `Level`; absent for what needs no parentheses. */
  readonly level?: number;
  readonly introduces?: string;
  readonly uses?: string;
  /** What may stand in its place. */
  readonly smaller?: readonly Piece[];
  /** The parts are items, of which all but `least` may be left out. */
  readonly list?: { readonly separator: string; readonly least: number };
}

/** A piece that gets parentheses if its operator binds less tightly than `least`. */
export interface Slot {
  readonly piece: Piece;
  readonly least: number;
}

export type Part = string | Piece | Slot;

/** Levels of operators, from loosest to tightest. */
export const Level = {
  conditional: 0,
  implies: 2,
  or: 3,
  and: 4,
  not: 5,
  comparison: 6,
  sum: 8,
  product: 9,
  negation: 10,
  atom: 11,
} as const;

/** `` code`${left} + ${right}` `` */
export function code(strings: TemplateStringsArray, ...values: readonly Part[]): Piece {
  const parts: Part[] = [];
  strings.forEach((string, index) => {
    if (string !== "") parts.push(string);
    const value = values[index];
    if (value !== undefined && value !== "") parts.push(value);
  });
  return { parts };
}

export function slot(least: number, piece: Piece): Slot {
  return { piece, least };
}

/** An expression whose top operator binds at `level`, and what may stand instead. */
export function operation(level: number, piece: Piece, smaller: readonly Piece[] = []): Piece {
  return { ...piece, level, smaller: [...smaller, ...(piece.smaller ?? [])] };
}

export function introduce(name: string, text = name): Piece {
  return { parts: [text], introduces: name };
}

export function use(name: string, text = name): Piece {
  return { parts: [text], uses: name };
}

/** Items that all have to stay, unless `least` says how many do. */
export function list(items: readonly Part[], separator: string, least = items.length): Piece {
  return { parts: items, list: { separator, least } };
}

export function block(statements: readonly Piece[]): Piece {
  if (statements.length === 0) return { parts: ["{ }"] };
  return code`{\n${list(statements, "\n", 0)}\n}`;
}

/** The text, lines indented by the braces around them. */
export function print(piece: Piece): string {
  const chunks: string[] = [];
  write(piece, chunks);
  let depth = 0;
  const lines = chunks.join("").split("\n");
  return lines
    .map((line) => {
      const text = line.trim();
      if (text.startsWith("}")) depth--;
      const indented = "  ".repeat(Math.max(depth, 0)) + text;
      const opened = (text.match(/\{/g) ?? []).length - (text.match(/\}/g) ?? []).length;
      depth += text.startsWith("}") ? opened + 1 : opened;
      return indented.trimEnd();
    })
    .join("\n");
}

function write(piece: Piece, chunks: string[]): void {
  piece.parts.forEach((part, index) => {
    if (piece.list !== undefined && index > 0) chunks.push(piece.list.separator);
    if (typeof part === "string") chunks.push(part);
    else if ("parts" in part) write(part, chunks);
    else if ((part.piece.level ?? Level.atom) >= part.least) write(part.piece, chunks);
    else {
      chunks.push("(");
      write(part.piece, chunks);
      chunks.push(")");
    }
  });
}

// ---------------------------------------------------------------------------------------------
// Shrinking

/** Trees with a little less, from the boldest change to the most timid; names may be missing. */
export function* reductions(piece: Piece): Generator<Piece> {
  const { parts, list: items } = piece;
  if (items !== undefined) {
    for (let size = parts.length - items.least; size > 0; size >>= 1) {
      for (let at = parts.length - size; at >= 0; at -= size) {
        yield { ...piece, parts: parts.toSpliced(at, size) };
      }
    }
  }
  yield* piece.smaller ?? [];
  for (const [index, part] of parts.entries()) {
    if (typeof part === "string") continue;
    const inner = "parts" in part ? part : part.piece;
    for (const less of reductions(inner)) {
      const replaced: Part = "parts" in part ? less : { ...part, piece: less };
      yield { ...piece, parts: parts.with(index, replaced) };
    }
  }
}

/** Whether every name that is used is introduced somewhere. */
export function namesAreKnown(piece: Piece): boolean {
  const introduced = new Set<string>();
  const used = new Set<string>();
  const visit = (each: Piece): void => {
    if (each.introduces !== undefined) introduced.add(each.introduces);
    if (each.uses !== undefined) used.add(each.uses);
    for (const part of each.parts) {
      if (typeof part !== "string") visit("parts" in part ? part : part.piece);
    }
  };
  visit(piece);
  return [...used].every((name) => introduced.has(name));
}

/** The names that a piece uses. */
export function usedNames(piece: Piece): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (each: Piece): void => {
    if (each.uses !== undefined) names.add(each.uses);
    for (const part of each.parts) {
      if (typeof part !== "string") visit("parts" in part ? part : part.piece);
    }
  };
  visit(piece);
  return names;
}
