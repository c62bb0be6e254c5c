/** A fault at one go (impl/freebsd/soft-fault.ts) is nothing but steps that the specification knows. */
import { READ, WRITE } from "../../impl/freebsd/fault.ts";
import { NONE, Thread } from "../../impl/freebsd/machine.ts";
import { softFault } from "../../impl/freebsd/soft-fault.ts";
import { permits } from "../../impl/pmap.ts";
import { operations, type Machine } from "../../impl/freebsd/vm.ts";

/** Does each fault that can be taken at one go here leave the bytes and costs of its steps? */
export function compareSoftFaults(vm: Machine, address: number): string | undefined {
  let before: Uint8Array | undefined;
  const costs = { ...vm.costs };
  for (let thread = 0; thread < vm.options.threads; thread++) {
    for (const access of [READ, WRITE]) {
      const place = vm.placeOfPte(vm.thread(thread, Thread.space), address);
      if (permits(vm.pmaps.entryAt(place), access)) continue;
      const unchanged = (before ??= vm.arena.bytes.slice());
      const back = (): void => {
        vm.arena.restore(unchanged);
        Object.assign(vm.costs, costs);
      };
      if (softFault(vm, thread, address, access, place) === NONE) {
        if (Buffer.compare(vm.arena.bytes, unchanged) !== 0) return "a soft fault left half done";
        continue;
      }
      const straight = [vm.arena.bytes.slice(), Object.values(vm.costs)] as const;
      back();
      const steps = [operations.lookup, operations.firstPage];
      const done =
        operations.trap(vm, thread, address, access).kind === "accepted" &&
        steps.every((step) => step(vm, thread).kind === "accepted");
      const same =
        Buffer.compare(vm.arena.bytes, straight[0]) === 0 &&
        Object.values(vm.costs).every((cost, i) => cost === straight[1][i]);
      back();
      if (!done || !same)
        return `thread ${thread}: a soft fault at one go is not what its steps do`;
    }
  }
  return undefined;
}
