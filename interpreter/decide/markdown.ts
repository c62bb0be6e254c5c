/**
 * The parts of a Markdown file that a decision record is made of: headings, fenced blocks (CommonMark 0.31,
 * section 4.5) and regions between marker comments, which are generated:
 *
 *     <!-- generated: claims -->
 *     <!-- end generated -->
 */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { SourceFile, Span } from "../../grammar/source.ts";
import { clipped, problem, type ProblemCode } from "./problem.ts";

export interface Line extends Span {
  /** Without its line end. */
  readonly text: string;
}

export interface Heading extends Span {
  readonly kind: "heading";
  readonly level: number;
  readonly text: string;
}

export interface Fence extends Span {
  readonly kind: "fence";
  /** What stands behind the opening fence. The span is that of this line. */
  readonly info: string;
  readonly lines: readonly Line[];
}

export interface Region extends Span {
  readonly kind: "region";
  /** What is to be generated: `claims`. The span is that of the first marker. */
  readonly what: string;
  /** Between the markers, with the line ends around it. */
  readonly content: Span;
}

export interface Text extends Line {
  readonly kind: "text";
}

export type Block = Heading | Fence | Region | Text;

export const END_MARKER = "<!-- end generated -->";

/** The blocks of a file in their order; empty lines are none. */
export function blocksOf(source: SourceFile, problems: Diagnostic[]): readonly Block[] {
  const blocks: Block[] = [];
  const lines = linesOf(source);
  const complain = (code: ProblemCode, at: Span, message: string, help?: string): unknown =>
    problems.push(problem(code, source, at, message, help));
  let next = 0;

  /** The block that begins with a fence, of which `next` is the first line inside. */
  const readFence = (opening: Line, [, marks, info]: RegExpExecArray): Fence => {
    const inside: Line[] = [];
    const closing = new RegExp(`^ {0,3}${marks![0]}{${marks!.length},}[ \\t]*$`);
    while (next < lines.length) {
      const line = lines[next++]!;
      if (closing.test(line.text)) return fence();
      inside.push(line);
    }
    complain("record", opening, "this block has no end", `close it with a line of ${marks}`);
    return fence();

    function fence(): Fence {
      const { start, end } = opening;
      return { kind: "fence", start, end, info: info!.trim(), lines: inside };
    }
  };

  const readRegion = (marker: Line, what: string): Region => {
    const start = marker.end;
    while (next < lines.length) {
      const line = lines[next++]!;
      const fence = FENCE.exec(line.text);
      if (fence !== null) {
        const { info } = readFence(line, fence);
        if (isClaim(info)) complain("generated-region", line, IN_REGION, "put it elsewhere");
      } else if (line.text.trim() === END_MARKER) {
        return { ...region(), content: { start, end: line.start } };
      } else if (line.text.startsWith(MARKER)) {
        next--;
        break;
      }
    }
    complain("generated-region", marker, "this region has no end", `close it with ${END_MARKER}`);
    return { ...region(), content: { start, end: start } };

    function region(): Omit<Region, "content"> {
      return { kind: "region", start: marker.start, end: marker.end, what };
    }
  };

  while (next < lines.length) {
    const line = lines[next++]!;
    const { text } = line;
    const fence = FENCE.exec(text);
    const heading = /^ {0,3}(#{1,6})[ \t]/.exec(text);
    if (text.trim() === "") continue;
    if (fence !== null) blocks.push(readFence(line, fence));
    else if (heading !== null) {
      const { start, end } = line;
      const title = text.slice(heading[0].length).trim();
      blocks.push({ kind: "heading", start, end, level: heading[1]!.length, text: title });
    } else if (text.startsWith(MARKER)) {
      const what = /^<!-- generated: ([a-z]+) -->\s*$/.exec(text)?.[1];
      if (what !== undefined) blocks.push(readRegion(line, what));
      else complain("generated-region", line, NO_MARKER, "write `<!-- generated: claims -->`");
    } else if (/^<!--\s*end\s+generated/.test(text)) {
      complain("generated-region", line, "there is no region that could end here");
    } else {
      if (/^[\s>]*(`{3,}|~{3,})\s*claim\b/.test(text)) {
        complain("claim", line, "this claim is not read", "begin it at the margin");
      }
      blocks.push({ kind: "text", ...line });
    }
  }
  for (const block of blocks) {
    if (block.kind !== "fence" || isClaim(block.info) || !/^claim/i.test(block.info)) continue;
    complain("claim", block, `\`${clipped(block.info)}\` is no claim`, "write ```claim");
  }
  return blocks;
}

export function isClaim(info: string): boolean {
  return info === "claim";
}

const MARKER = "<!-- generated";
const NO_MARKER = "this is like the marker of a generated region, and is none";
const IN_REGION = "a claim in a generated region would be overwritten";
/** Fence and what stands behind it, in which there is no backtick after backticks. */
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/;

function linesOf({ text, lineStarts }: SourceFile): readonly Line[] {
  return lineStarts.map((start, i) => {
    let end = i + 1 < lineStarts.length ? lineStarts[i + 1]! - 1 : text.length;
    if (end > start && text[end - 1] === "\r") end--;
    return { text: text.slice(start, end), start, end };
  });
}
