/** An array of the search could not be made. */
export function isOutOfMemory(thrown: unknown): boolean {
  return thrown instanceof RangeError && /allocation failed|array length/i.test(thrown.message);
}
