/** Puts other text into the generated regions of a file. */
import type { SourceFile } from "../../grammar/source.ts";
import type { Region } from "./markdown.ts";

export interface Filled {
  readonly region: Region;
  /** With the line ends of the file. */
  readonly text: string;
  readonly isFresh: boolean;
}

/** The text that a region should have, next to what it has. */
export function filled({ text }: SourceFile, region: Region, wanted: string): Filled {
  const withEnds = text.includes("\r\n") ? wanted.replaceAll("\n", "\r\n") : wanted;
  const { start, end } = region.content;
  return { region, text: withEnds, isFresh: text.slice(start, end) === withEnds };
}

/** The text of the file with all regions as they should be. Regions are in the order of the text. */
export function splice({ text }: SourceFile, regions: readonly Filled[]): string {
  let at = 0;
  let made = "";
  for (const { region, text: wanted } of regions) {
    made += text.slice(at, region.content.start) + wanted;
    at = region.content.end;
  }
  return made + text.slice(at);
}
