/** Changes of texts that cannot rot: what is to be replaced has to be there, and only once. */

export interface Edit {
  /** Occurs exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** The changed text. Throws, naming what wants the change and the file, if it cannot be made or changes nothing. */
export function replaceOnce(
  text: string,
  { find, replace }: Edit,
  { what, file }: { readonly what: string; readonly file: string },
): string {
  const first = text.indexOf(find);
  if (first < 0) throw new Error(`${what}: its text is not in ${file}`);
  if (text.indexOf(find, first + 1) >= 0) {
    throw new Error(`${what}: its text is more than once in ${file}`);
  }
  if (find === replace) throw new Error(`${what} changes nothing`);
  return text.slice(0, first) + replace + text.slice(first + find.length);
}
