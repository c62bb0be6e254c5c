/**
 * Sequences in one word: an item added at the end is put behind the others by a shift, and without the first the others
 * move by its width. Bits behind the last item are zero, and stay so.
 */
import type { Writer } from "./code-writer.ts";
import type { Layout, SeqLayout } from "../layout/layout.ts";
import { add, addConstant, multiply } from "./arithmetic.ts";
import { join, shiftLeft } from "./bits.ts";
import type { Scalar } from "./scalar.ts";
import { integer, within } from "./scalar.ts";
import { combine, fieldsOf, itemsField, layoutKey } from "./term-pack.ts";
import { planOf } from "./term-variables.ts";
import type { SeqType, Stored, Term } from "./term.ts";
import { storedTerm } from "./term.ts";

/** Widths below that of a word, so that a shift makes no negative number. */
const WIDEST = 31;

interface Shiftable {
  readonly from: Stored & { readonly node: SeqLayout };
  readonly to: SeqLayout;
}

/** A sequence in a word, and how one of another capacity is laid out in a word, if both are. */
function shiftable(term: Term, type: SeqType): Shiftable | undefined {
  if (term.kind !== "stored" || term.at === undefined || term.node.kind !== "seq") return undefined;
  const { words, nodes } = planOf(type);
  const to: Layout = nodes[0]!;
  if (words !== 1 || to.kind !== "seq" || !to.packed || to.bits > WIDEST) return undefined;
  if (term.node.bits > WIDEST || layoutKey(to.item) !== layoutKey(term.node.item)) return undefined;
  return { from: { ...term, node: term.node }, to };
}

const inWord = (type: SeqType, to: SeqLayout, code: Scalar, w: Writer): Term =>
  storedTerm(type, to, [w.store(within(code, 0, 2 ** to.bits - 1))], integer(0), w);

/** A sequence of `length` items and another one, as a value of a type that has room for them. */
export function shiftedIn(
  term: Term,
  length: Scalar,
  item: Term,
  type: SeqType,
  w: Writer,
): Term | undefined {
  const both = shiftable(term, type);
  if (both === undefined) return undefined;
  const { from, to } = both;
  const others = combine(fieldsOf(to, from, w), to.offset);
  const own = combine(fieldsOf(to.item, item, w), to.item.offset);
  const behind = add(multiply(length, integer(to.item.bits)), integer(to.item.offset - to.offset));
  const longer = addConstant(others, 2 ** (to.length.offset - to.offset));
  const code = join([longer, shiftLeft(own, within(w.keep(behind), 0, WIDEST))]);
  return inWord(type, to, code, w);
}

/** A sequence of `length` items from the first, or from one on, as a value of a type of the same items. */
function moved(
  { from, to }: Shiftable,
  first: number,
  length: Scalar,
  type: SeqType,
  w: Writer,
): Term {
  const count = { offset: to.length.offset, width: to.length.bits, code: length };
  return inWord(type, to, combine([count, ...itemsField(from, to, first)], to.offset), w);
}

/** A sequence of `length` items, which is not 0, without the first. */
export function shiftedOut(term: Term, length: Scalar, type: SeqType, w: Writer): Term | undefined {
  const both = shiftable(term, type);
  return both && moved(both, 1, within(addConstant(length, -1), 0, both.to.capacity), type, w);
}

/** A sequence of `length` items as a value of a type of the same items that has room for them. */
export function resized(term: Term, length: Scalar, type: SeqType, w: Writer): Term | undefined {
  const both = shiftable(term, type);
  return both && moved(both, 0, length, type, w);
}
