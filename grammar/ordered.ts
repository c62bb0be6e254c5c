/** Looking up places in lists of things that stand one after the other in a text. */
import type { Span } from "./source.ts";

/** Index of the first element for which `test` holds; it must hold for all after it. */
export function firstIndex<T>(elements: readonly T[], test: (element: T) => boolean): number {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(elements[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export interface Neighbours<T> {
  /** The last that ends before the place. */
  readonly before: T | undefined;
  /** The one that the place is in. */
  readonly inside: T | undefined;
  /** The first that begins after it. */
  readonly after: T | undefined;
}

/** What is around a place, among nodes in the order of the text that do not overlap. */
export function neighboursOf<T extends { readonly span: Span }>(
  nodes: readonly T[],
  place: Span,
): Neighbours<T> {
  const index = firstIndex(nodes, ({ span }) => span.end > place.start);
  const candidate = nodes[index];
  const inside =
    candidate && candidate.span.start <= place.start && place.end <= candidate.span.end
      ? candidate
      : undefined;
  return {
    before: nodes[index - 1],
    inside,
    after: nodes[inside ? index + 1 : firstIndex(nodes, ({ span }) => span.start >= place.end)],
  };
}

export function inOrder<T extends { readonly span: Span }>(nodes: readonly T[]): T[] {
  return [...nodes].sort((a, b) => a.span.start - b.span.start);
}
