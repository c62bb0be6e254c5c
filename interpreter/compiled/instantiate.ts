/** A compiled instance made to run: in JavaScript at first, and in WebAssembly from when it is given a module on. */
import type { Compiled } from "./compile-instance.ts";
import type { Kernel, KernelHost } from "./kernel.ts";
import { allocateFar, KernelSpace, type KernelPart } from "./kernel-space.ts";
import { CONTROL_WORDS } from "./parallel/control.ts";
import { translate } from "./wasm/module.ts";
import { Untranslatable } from "./wasm/scanner.ts";

/** What a kernel is given besides memory. */
export type Host = Omit<
  KernelHost,
  "buffer" | "base" | "controlWords" | "allocate" | "allocateAny" | "free"
>;

/** The memory of a kernel: for so many threads, or the part of one that is not the first. */
export type KernelRoom =
  | { readonly threads: number; readonly mostPages?: number }
  | { readonly part: KernelPart; readonly threads: number };

export interface RunningKernel extends Kernel {
  /** From now on its functions are those of the module; answers whether they are. */
  readonly useModule: (module: WebAssembly.Module) => boolean;
  /** The memory of another thread. */
  readonly partOf: (thread: number) => KernelPart;
}

/** The kernel of a compiled instance, ready to run. */
export function instantiate(
  { text, bytes }: Compiled,
  host: Host,
  room: KernelRoom = { threads: 1 },
): RunningKernel {
  const space = "part" in room ? undefined : new KernelSpace(room.threads, bytes, room.mostPages);
  const { buffer, base, memory } = "part" in room ? room.part : space!.part(0);
  // The text is made of numbers and generated names only: nothing of the specification is in it.
  const kernel = new Function("host", text)({
    ...host,
    ...{ buffer, base },
    controlWords: CONTROL_WORDS + room.threads,
    allocate: (size, lead) => space?.allocate(size, lead) ?? allocateFar(size),
    allocateAny: (size) => space?.allocateAny(size) ?? allocateFar(size),
    free: (allocated, size) => space?.free(allocated, size),
  } satisfies KernelHost) as Kernel;
  const useModule = (module: WebAssembly.Module): boolean => {
    if (memory === undefined) return false;
    const imports = { ...kernel.natives, memory, base };
    kernel.goNative(new WebAssembly.Instance(module, { host: imports }).exports);
    return true;
  };
  return Object.assign(kernel, { useModule, partOf: (thread: number) => space!.part(thread) });
}

/** Seconds for a module and for each character of it, roughly: at first, and once the translator's code is warm. */
const COLD = { module: 5e-3, character: 0.25e-6 };
const WARM = { module: 0.5e-3, character: 0.05e-6 };
/** Characters after which it is. */
const WARM_AFTER = 50_000;
let translated = 0;

const lengthOf = ({ source }: Compiled): number =>
  source?.functions.reduce((sum, each) => sum + each.length, 0) ?? 0;

/** Seconds that `moduleOf` takes, roughly. */
export function translationTime(compiled: Compiled): number {
  const { module, character } = translated < WARM_AFTER ? COLD : WARM;
  return module + character * lengthOf(compiled);
}

/** Something is not translated, nests too deep, or is beyond the limits of V8. */
const isRefused = (thrown: unknown): boolean =>
  thrown instanceof Untranslatable ||
  thrown instanceof RangeError ||
  thrown instanceof WebAssembly.CompileError;

/** The functions of a compiled instance in WebAssembly, if they can be that. */
export function moduleOf(compiled: Compiled): WebAssembly.Module | undefined {
  const { source } = compiled;
  translated += lengthOf(compiled);
  if (source === undefined) return undefined;
  try {
    return new WebAssembly.Module(translate(source));
  } catch (thrown) {
    if (isRefused(thrown)) return undefined;
    throw thrown;
  }
}
