/** Bytes of a file to text. */

/** The text without a byte order mark, or what was found instead of UTF-8. */
export function decodeText(bytes: Uint8Array): string | { readonly found: string } {
  if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) return { found: "UTF-16" };
  if (bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff) return { found: "UTF-16" };
  if (bytes.includes(0)) return { found: "binary data" };
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { found: "bytes that are no UTF-8" };
  }
}
