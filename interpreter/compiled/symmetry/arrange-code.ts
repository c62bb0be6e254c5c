/**
 * Generated code that exchanges the identities of a state.
 *
 * Names in the text, besides those of places.ts: `R` the words of the result, `r0`, `r1`... those of them
 * that are put together in a variable, and `D` by number what is to be added to an identity to get the one
 * that takes its place.
 */
import type { Type } from "../../model.ts";
import type { Layout, MapLayout, Plan, SetLayout } from "../layout/layout.ts";
import { maskOf } from "../code/bits.ts";
import type { Elements } from "./elements.ts";
import {
  bitsAt,
  cellAt,
  codeAt,
  enter,
  itemTypes,
  movingBits,
  plus,
  times,
  TOP,
  valueOf,
  type At,
  type Cell,
  type CodeContext,
  type Index,
} from "./places.ts";

/** Where a cell is, and where it goes. */
interface Move {
  readonly from: At;
  readonly to: At;
}

export class ArrangeCode {
  readonly #context: CodeContext;

  constructor(context: CodeContext) {
    this.#context = context;
  }

  /** Statements that put one variable into the result, where it may not be as it was. */
  variable(node: Layout, type: Type): string {
    return this.#context.w.scope(() => this.#move(node, type, { from: TOP, to: TOP }, false));
  }

  // -------------------------------------------------------------------------------------------
  // Chunks, and what consists of several

  /** `moved`: this is part of a cell that goes elsewhere, so that all of it goes along. */
  #move(node: Layout, type: Type, move: Move, moved: boolean): void {
    const context = this.#context;
    if (!context.elements.moves(type)) {
      if (moved) this.#copy(node, move);
      return;
    }
    if (node.chunk !== undefined) return this.#moveChunk(node, type, move);
    switch (node.kind) {
      case "leaf":
        throw new Error("a leaf is part of a chunk");
      case "tuple": {
        const types = itemTypes(type);
        return node.items.forEach((item, i) => this.#move(item, types[i]!, move, moved));
      }
      case "option": {
        if (moved) this.#copy(node.presence, move);
        const item = itemTypes(type)[0]!;
        return context.whenPresent(
          node,
          move.from,
          () => this.#move(node.item, item, move, moved),
          () => undefined,
        );
      }
      case "enum":
        if (moved) this.#copy(node.code, move);
        return node.variants.forEach(({ base, payload }, tag) => {
          const types = node.type.variants[tag]!.payload;
          const text = context.w.scope(() =>
            payload.forEach((part, i) => this.#move(part, types[i]!, move, moved)),
          );
          const code = codeAt(node.code, enter(node.code, move.from));
          if (text !== "") context.w.line(`if(${code}===${base}){${text}}`);
        });
      case "set":
        return this.#moveSet(node, move);
      case "map":
        return this.#moveCells(node, valueOf(type), move, moved);
      case "seq": {
        if (moved) this.#copy(node.length, move);
        const length = context.keep("const", codeAt(node.length, enter(node.length, move.from)));
        const item = itemTypes(type)[0]!;
        return context.each(node.capacity, (i) => {
          const text = context.w.scope(() =>
            this.#move(node.item, item, cellOf(node.item, node.capacity, move, i, i), moved),
          );
          context.w.line(`if(${length}>${i}){${text}}`);
        });
      }
    }
  }

  #moveChunk(node: Layout, type: Type, { from, to }: Move): void {
    const at = enter(node, from);
    const plain = maskOf(node.bits) & ~movingBits(node, type, this.#context.elements);
    const bits = plain === 0 ? "0" : `${bitsAt(at, 0, node.bits)}&${plain}`;
    const result = this.#context.keep("let", bits);
    this.#arrange(node, type, at, result);
    this.#put(enter(node, to), result);
  }

  /** Bits of a chunk that has been entered. */
  #put({ word, shift }: At, bits: string): void {
    const target = typeof word === "number" ? `r${word}` : `R[${word}]`;
    this.#context.w.line(`${target}|=${bits}${shift === 0 ? "" : `<<${shift}`};`);
  }

  #copy(node: Layout, { from, to }: Move): void {
    eachChunk(this.#context, node, (chunk, index) => {
      const bits = codeAt(chunk, enter(chunk, index(from)));
      if (chunk.bits > 0) this.#put(enter(chunk, index(to)), bits);
    });
  }

  #moveCells(node: MapLayout, type: Type, move: Move, moved: boolean): void {
    const context = this.#context;
    const { keys, count, value } = node;
    if (!keys.some((key) => context.elements.moves(key))) {
      return context.each(count, (i) =>
        this.#move(value, type, cellOf(value, count, move, i, i), moved),
      );
    }
    context.eachCell(keys, count, (cell) => {
      const target = context.keep("const", this.#target(cell));
      this.#move(value, type, cellOf(value, count, move, cell.cell, target), true);
    });
  }

  #moveSet(node: SetLayout, { from, to }: Move): void {
    const { w } = this.#context;
    this.#context.eachMember(node, from, (member) => {
      const target = this.#context.keep("const", this.#target(member));
      node.parts.forEach((part, p) => {
        const text = w.scope(() => this.#put(enter(part, to), `(1<<(${target}&31))`));
        w.line(`if(${target}>>>5===${p}){${text}}`);
      });
    });
  }

  /** The number of the cell, or element of a set, that takes its place. */
  #target({ cell, elements, strides }: Cell): string {
    const terms = elements.map((element, k) => {
      const stride = strides[k]!;
      return stride === 1 ? `D[${element}]` : `D[${element}]*${stride}`;
    });
    return [cell, ...terms].join("+");
  }

  // -------------------------------------------------------------------------------------------
  // In a chunk

  /** Adds the parts that move to the bits in a variable, at their offsets. */
  #arrange(node: Layout, type: Type, at: At, result: string): void {
    const context = this.#context;
    if (!context.elements.moves(type)) return;
    switch (node.kind) {
      case "leaf": {
        const { first } = context.elements.of(type);
        const code = context.keep("const", codeAt(node, at));
        return this.#add(result, `(${code}+D[${plus(first, code)}])`, node.offset);
      }
      case "tuple":
        return this.#arrangeItems(node.items, itemTypes(type), at, result);
      case "option": {
        const { presence } = node;
        const item = itemTypes(type)[0]!;
        const arrange = (): void => this.#arrange(node.item, item, at, result);
        if (context.soleLeaf(node, type)) return arrange();
        const isMoving = (movingBits(node, type, context.elements) >>> presence.offset) & 1;
        return context.whenPresent(node, at, arrange, () => {
          if (isMoving && !node.ownPresence) this.#add(result, `${node.none}`, presence.offset);
        });
      }
      case "enum":
        return context.eachVariant(
          node,
          at,
          (tag, inner) => {
            const types = node.type.variants[tag]!.payload;
            const { base, payload } = node.variants[tag]!;
            if (!node.sum) return this.#arrangeItems(payload, types, inner, result);
            const moving = payload.reduce(
              (mask, part, i) => mask | movingBits(part, types[i]!, context.elements),
              0,
            );
            const value = context.keep("let", `${inner.inner}&${~moving}`);
            this.#arrangeItems(payload, types, inner, value);
            this.#add(result, `(${base}+${value})`, node.code.offset);
          },
          (code) => {
            if (node.sum) this.#add(result, code, node.code.offset);
          },
        );
      case "set": {
        const { offset } = node.parts[0]!;
        return context.eachMember(node, at, (member) => {
          this.#add(result, "1", plus(offset, `(${this.#target(member)})`));
        });
      }
      case "map":
        return this.#arrangeCells(node, valueOf(type), at, result);
      case "seq": {
        const length = context.keep("const", codeAt(node.length, at));
        const item = itemTypes(type)[0]!;
        return context.each(node.capacity, (i) => {
          const cell = cellAt(true, node.item, node.capacity, at, i);
          const text = context.w.scope(() =>
            this.#arrangeShifted(node.item, item, cell, times(i, node.item.bits), result),
          );
          context.w.line(`if(${length}>${i}){${text}}`);
        });
      }
    }
  }

  #arrangeItems(nodes: readonly Layout[], types: readonly Type[], at: At, result: string): void {
    nodes.forEach((node, i) => this.#arrange(node, types[i]!, at, result));
  }

  #arrangeCells(node: MapLayout, type: Type, at: At, result: string): void {
    const context = this.#context;
    const { keys, count, value } = node;
    if (value.bits === 0) return;
    if (!keys.some((key) => context.elements.moves(key))) {
      return context.each(count, (i) => {
        const cell = cellAt(true, value, count, at, i);
        this.#arrangeShifted(value, type, cell, times(i, value.bits), result);
      });
    }
    context.eachCell(keys, count, (cell) => {
      const place = cellAt(true, value, count, at, cell.cell);
      const moving = movingBits(value, type, context.elements);
      const plain = (maskOf(value.bits) << value.offset) & ~moving;
      const bits = context.keep(
        "let",
        plain === 0 ? "0" : `${codeAt(value, place)}<<${value.offset}&${plain}`,
      );
      this.#arrange(value, type, place, bits);
      this.#add(result, bits, times(`(${this.#target(cell)})`, value.bits));
    });
  }

  /** A cell whose bits are so much further up than those of the first one. */
  #arrangeShifted(node: Layout, type: Type, at: At, shift: Index, result: string): void {
    if (shift === 0) return this.#arrange(node, type, at, result);
    const bits = this.#context.keep("let", "0");
    this.#arrange(node, type, at, bits);
    this.#add(result, bits, shift);
  }

  #add(result: string, bits: string, shift: Index): void {
    this.#context.w.line(`${result}|=${bits}${shift === 0 ? "" : `<<${shift}`};`);
  }
}

function cellOf(
  value: Layout,
  count: number,
  { from, to }: Move,
  cell: Index,
  target: Index,
): Move {
  return {
    from: cellAt(false, value, count, from, cell),
    to: cellAt(false, value, count, to, target),
  };
}

/** Goes through the chunks of a node; `index` finds the place of one, from that of the node. */
export function eachChunk(
  context: CodeContext,
  node: Layout,
  body: (chunk: Layout, index: (at: At) => At) => void,
  index: (at: At) => At = (at) => at,
): void {
  if (node.chunk !== undefined) return body(node, index);
  const cells = (value: Layout, count: number): void =>
    context.each(count, (i) =>
      eachChunk(context, value, body, (at) => cellAt(false, value, count, index(at), i)),
    );
  const all = (nodes: readonly Layout[]): void =>
    nodes.forEach((each) => eachChunk(context, each, body, index));
  switch (node.kind) {
    case "leaf":
      return;
    case "tuple":
      return all(node.items);
    case "option":
      return all([node.presence, node.item]);
    case "enum":
      return all([node.code, ...node.variants.flatMap(({ payload }) => payload)]);
    case "set":
      return all(node.parts);
    case "map":
      return cells(node.value, node.count);
    case "seq":
      all([node.length]);
      return cells(node.item, node.capacity);
  }
}

/** Bits of each word that stay where and what they are. */
export function plainWords(plan: Plan, types: readonly Type[], elements: Elements): Int32Array {
  const plain = new Int32Array(plan.words).fill(-1);
  plan.nodes.forEach((node, i) => clear(node, types[i]!, false));
  return plain;

  /** Clears the bits that `ArrangeCode` puts into the result. */
  function clear(node: Layout, type: Type | undefined, moved: boolean): void {
    const moves = type !== undefined && elements.moves(type);
    if (!moves && !moved) return;
    if (node.chunk !== undefined) {
      const { count, perWord, stride, word, shift } = node.chunk;
      for (let cell = 0; cell < count && stride > 0; cell++) {
        const at = shift + (cell % perWord) * stride;
        plain[word + Math.floor(cell / perWord)]! &= ~(maskOf(stride) << at);
      }
      return;
    }
    // Without a type: all of it moves along.
    const part = (index: number): Type | undefined => (moves ? itemTypes(type)[index] : undefined);
    switch (node.kind) {
      case "leaf":
        return;
      case "tuple":
        return node.items.forEach((item, i) => clear(item, part(i), moved));
      case "option":
        clear(node.presence, undefined, moved);
        return clear(node.item, part(0), moved);
      case "enum":
        clear(node.code, undefined, moved);
        return node.variants.forEach(({ payload }, tag) =>
          payload.forEach((each, i) =>
            clear(each, moves ? node.type.variants[tag]!.payload[i] : undefined, moved),
          ),
        );
      case "set":
        return node.parts.forEach((each) => clear(each, undefined, true));
      case "map": {
        const isKeyed = moves && node.keys.some((key) => elements.moves(key));
        return clear(node.value, moves ? valueOf(type) : undefined, moved || isKeyed);
      }
      case "seq":
        clear(node.length, undefined, moved);
        return clear(node.item, part(0), moved);
    }
  }
}
