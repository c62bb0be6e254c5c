/** Names of the files of a checkpoint: `m.full.checkpoint`, `m.full.0123456789abcdef.states`. */

/** What the name of a manifest ends with. */
export const MANIFEST_ENDING = ".checkpoint";

/** What data files have in their names: those of another search are never written over. */
export function newGeneration(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 16);
}

export function isGeneration(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
}

export function dataName(name: string, generation: string, kind: "states" | "parents"): string {
  return `${name}.${generation}.${kind}`;
}

/** Is this the name of a data file of checkpoints with that name? */
export function isDataOf(file: string, name: string): boolean {
  return (
    file.startsWith(name) && /^\.[0-9a-f]{16}\.(states|parents)$/.test(file.slice(name.length))
  );
}
