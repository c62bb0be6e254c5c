/** The records of the FreeBSD VM by the names that impl/freebsd/ has for them and for their fields. */
import { UNMAP_PHASES } from "../../impl/freebsd/address-space.ts";
import { PHASES } from "../../impl/freebsd/fault.ts";
import { Space, Thread, type Machine } from "../../impl/freebsd/machine.ts";
import { COLLAPSE_PHASES, LIVES } from "../../impl/freebsd/objects.ts";

type Fields = Readonly<Record<string, string | number | boolean>>;

/** Addresses in the arena say nothing to a reader. */
const ADDRESSES = new Set(["map", "pmap", "released"]);

export function records(vm: Machine): Fields {
  const { spaces, threads, frames } = vm.options;
  return Object.fromEntries([
    ...named("thread", threads, (t) => ({
      ...fieldsOf(Thread, (field) => vm.thread(t, field)),
      phase: PHASES[vm.thread(t, Thread.phase)]!,
    })),
    ...named("space", spaces, (p) => ({
      ...fieldsOf(Space, (field) => vm.space(p, field)),
      unmap: UNMAP_PHASES[vm.space(p, Space.unmap)]!,
      ...entryOf(vm, p),
    })),
    ...named("object", vm.objects.capacity, (o) => objectOf(vm, o)),
    ...named("frame", frames, (f) => ({
      owner: vm.phys.owner(f),
      index: vm.phys.index(f),
      valid: vm.phys.isValid(f),
      busy: vm.phys.isBusy(f) && `by thread ${vm.phys.busy(f)}`,
      content: vm.phys.content(f),
      mappings: vm.pmaps.mappings(f),
    })),
  ]);
}

function objectOf({ objects }: Machine, o: number): Fields {
  return {
    life: LIVES[objects.life(o)]!,
    backing: objects.backing(o),
    offset: objects.offset(o),
    refs: objects.refs(o),
    shadows: objects.shadows(o),
    entries: objects.entries(o),
    shared: objects.isShared(o),
    collapse: COLLAPSE_PHASES[objects.collapse(o)]!,
    resident: objects.resident(o),
  };
}

/** The first entry: where conformance is tested there is only one. */
function entryOf(vm: Machine, p: number): Fields {
  const entry = vm.firstEntry(p);
  if (entry === 0) return {};
  const { entries } = vm;
  return {
    "entry.object": entries.object(entry),
    "entry.offset": entries.offset(entry),
    "entry.needsCopy": entries.needsCopy(entry),
    "entry.wired": entries.isWired(entry),
  };
}

function fieldsOf(
  layout: Readonly<Record<string, number>>,
  read: (field: number) => number,
): Fields {
  return Object.fromEntries(
    Object.entries(layout)
      .filter(([name]) => !ADDRESSES.has(name))
      .map(([name, field]) => [name, read(field)]),
  );
}

function named(what: string, count: number, read: (number: number) => Fields) {
  return Array.from({ length: count }, (_, i) =>
    Object.entries(read(i)).map(([field, value]) => [`${what}[${i}].${field}`, value] as const),
  ).flat();
}
