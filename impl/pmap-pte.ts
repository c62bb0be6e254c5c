/**
 * A page table entry is one word, 0 if nothing is mapped.
 *
 * | bits    | contents                                                         |
 * | ------- | ---------------------------------------------------------------- |
 * | 0       | present                                                          |
 * | 1       | writable                                                         |
 * | 2       | wired: only an explicit removal may take the mapping away        |
 * | 3, 4    | referenced, modified: set by the hardware, here by `access`      |
 * | 5 to 7  | software bits, with whatever meaning the VM gives them           |
 * | 8 to 31 | frame number                                                     |
 */

export const PRESENT = 1;
export const WRITABLE = 2;
export const WIRED = 4;
export const REFERENCED = 8;
export const MODIFIED = 16;
export const SOFTWARE = 0b111 << 5;
export const FRAME_SHIFT = 8;

/** Frames that an entry can name: 64 GiB of pages of 4 KiB. */
export const LARGEST_FRAMES = 2 ** 24;

export function isPresent(pte: number): boolean {
  return (pte & PRESENT) !== 0;
}

export function isWritable(pte: number): boolean {
  return (pte & WRITABLE) !== 0;
}

/** Does the hardware permit an access, 0 to read and 1 to write? */
export function permits(pte: number, access: number): boolean {
  return (pte & PRESENT) !== 0 && (access === 0 || (pte & WRITABLE) !== 0);
}

export function isWired(pte: number): boolean {
  return (pte & WIRED) !== 0;
}

/** The frame of an entry that is present. */
export function frameOf(pte: number): number {
  return pte >>> FRAME_SHIFT;
}
