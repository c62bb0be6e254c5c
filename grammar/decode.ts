/** Bytes of a file to source text, or what is wrong with them and where. */
import type { Diagnostic } from "./diagnostic.ts";
import { diagnose } from "./diagnostics/table.ts";
import { sourceLimit } from "./parse.ts";
import { SourceFile } from "./source.ts";

export interface Decoded {
  /** Absent if the bytes are not the text of a specification; then there is a diagnostic. */
  readonly source: SourceFile | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * UTF-8 with or without a byte order mark, which is dropped. Refuses other encodings, NUL, and files
 * that are too large to be specifications, without decoding these.
 */
export function decode(bytes: Uint8Array, path: string): Decoded {
  if (bytes.length > 4 * sourceLimit) {
    const details = { size: `${bytes.length} bytes`, limit: String(sourceLimit) };
    const at = { source: new SourceFile(path, ""), start: 0, end: 0 };
    return { source: undefined, diagnostics: [diagnose("too-large", at, details)] };
  }
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  if (mark === 0xfffe || mark === 0xfeff) return refuse(path, "", 0, "it begins like UTF-16");

  const lenient = new TextDecoder("utf-8").decode(bytes);
  const wrong = firstDifference(bytes, lenient);
  if (wrong !== undefined) {
    // What comes before the first wrong byte is right and tells the place.
    const before = new TextDecoder("utf-8").decode(bytes.subarray(0, wrong));
    const value = bytes[wrong]!.toString(16).toUpperCase().padStart(2, "0");
    return refuse(path, lenient, before.length, `the byte ${value} does not belong here`);
  }
  const nul = lenient.indexOf("\0");
  if (nul !== -1) return refuse(path, lenient, nul, "it contains a NUL, as binary files do");
  return { source: new SourceFile(path, lenient), diagnostics: [] };
}

function refuse(path: string, text: string, start: number, found: string): Decoded {
  const at = { source: new SourceFile(path, text), start, end: Math.min(start + 1, text.length) };
  return { source: undefined, diagnostics: [diagnose("not-text", at, { found })] };
}

/** Index of the first byte that decoding has replaced. */
function firstDifference(bytes: Uint8Array, text: string): number | undefined {
  const encoded = new TextEncoder().encode(text);
  // The decoder drops a byte order mark.
  const skipped = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const length = Math.max(bytes.length - skipped, encoded.length);
  for (let index = 0; index < length; index++) {
    if (encoded[index] !== bytes[index + skipped]) {
      return Math.min(index + skipped, bytes.length - 1);
    }
  }
  return undefined;
}
