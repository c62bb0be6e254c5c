/**
 * The few operations on text that every report needs: wrapping, counts, durations, and making text
 * of unknown origin harmless for a terminal.
 */
import pc from "picocolors";

export type Colours = ReturnType<typeof pc.createColors>;

/** How a report is to look: how wide it may be, and in which colours (none for a file or pipe). */
export interface Style {
  readonly width: number;
  readonly colours: Colours;
  /** Whether runs and what they violate say in which file and line; by default they do. */
  readonly places?: boolean;
}

export const plainStyle: Style = { width: 100, colours: pc.createColors(false) };

/**
 * Control characters and direction marks, which in a doc comment or a title could rewrite what a
 * terminal shows, become visible escapes. Line breaks and tabs become spaces.
 */
export function harmless(text: string): string {
  return text
    .replace(/[\t\r\n\u2028\u2029]+/g, " ")
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g,
      (found) => `\\u{${found.charCodeAt(0).toString(16)}}`,
    );
}

/** Source text on one line: runs of white space are one space. */
export function oneLine(text: string): string {
  return harmless(text.replace(/\s+/g, " ").trim());
}

/**
 * Breaks at spaces so that no line is longer than `width` (a longer word gets a line of its own).
 * Lines after the first are indented by `hanging`; leading spaces of the text stay.
 */
export function wrap(text: string, width: number, hanging = 2): string[] {
  const lines: string[] = [];
  const words = text.trimStart().split(" ");
  let line = text.slice(0, text.length - text.trimStart().length) + words[0]!;
  for (const word of words.slice(1)) {
    if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = " ".repeat(hanging) + word;
    }
  }
  return [...lines, line];
}

/** `wrap` for values: `frame: frame2` and `{ frame` stay together if that leaves no line too long. */
export function wrapValues(text: string, width: number, hanging = 2): string[] {
  const joined = text.replace(/([:{=]|=>) | (?=[}=])/g, "$1\u00a0");
  const lines = wrap(joined, width, hanging).map((line) => line.replaceAll("\u00a0", " "));
  return lines.some((line) => line.length > width) ? wrap(text, width, hanging) : lines;
}

/** The first sentence of a doc comment. */
export function firstSentence(doc: string): string {
  const text = oneLine(doc);
  return /^.*?[.!?](?=\s+[^a-z]|$)/.exec(text)?.[0] ?? text;
}

/** `12,345` whatever the locale of the machine. */
export function count(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 state`, `2 states` */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** `34 ms`, `2.1 s`, `3 min 20 s`, `2 h 05 min` */
export function duration(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** `a`, `a and b`, `a, b and c` */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
