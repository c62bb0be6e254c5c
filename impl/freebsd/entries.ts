/** What an entry of an address map says of its pages. An entry is named by its record in the map. */
import { Entry, NEEDS_COPY, type Maps } from "../map.ts";
import type { Objects } from "./objects.ts";

/** A flag of the machine's own: the entry was made with MAP_SHARED, and children get the same. */
const SHARED = 1 << 11;

export class Entries {
  readonly #maps: Maps;
  readonly #objects: Objects;

  constructor(maps: Maps, objects: Objects) {
    this.#maps = maps;
    this.#objects = objects;
  }

  next(entry: number): number {
    return this.#maps.next(entry);
  }

  start(entry: number): number {
    return this.#maps.get(entry, Entry.start);
  }

  end(entry: number): number {
    return this.#maps.get(entry, Entry.end);
  }

  length(entry: number): number {
    return this.end(entry) - this.start(entry);
  }

  /** A map's entry says 0 for none, so the map has the object's number plus 1. */
  object(entry: number): number {
    return this.#maps.get(entry, Entry.object) - 1;
  }

  /** Index in the object of the entry's first page. */
  offset(entry: number): number {
    return this.#maps.get(entry, Entry.offset);
  }

  /** Index in the entry's object of the page at an address. */
  indexAt(entry: number, address: number): number {
    return this.offset(entry) + address - this.start(entry);
  }

  needsCopy(entry: number): boolean {
    return (this.#maps.get(entry, Entry.flags) & NEEDS_COPY) !== 0;
  }

  setNeedsCopy(entry: number, needed: boolean): void {
    const flags = this.#maps.get(entry, Entry.flags) & ~NEEDS_COPY;
    this.#maps.set(entry, Entry.flags, needed ? flags | NEEDS_COPY : flags);
  }

  /** Stores are seen by all who map the object, children too. */
  isShared(entry: number): boolean {
    return (this.#maps.get(entry, Entry.flags) & SHARED) !== 0;
  }

  setShared(entry: number): void {
    this.#maps.set(entry, Entry.flags, this.#maps.get(entry, Entry.flags) | SHARED);
  }

  isWired(entry: number): boolean {
    return this.#maps.get(entry, Entry.wiredCount) > 0;
  }

  /** The entry leads to another object; references are the caller's business. */
  setObject(entry: number, object: number, offset: number): void {
    this.#objects.addEntries(this.object(entry), -1);
    this.#objects.addEntries(object, 1);
    this.#maps.set(entry, Entry.object, object + 1);
    this.#maps.set(entry, Entry.offset, offset);
  }
}
