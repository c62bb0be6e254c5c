/**
 * Functions of generated text as a module of WebAssembly. It is made once and used by all threads of a search, which
 * thereby share the machine code of V8 too: JavaScript would be optimised again in each of them.
 */
import { Bytes } from "./bytes.ts";
import { FunctionWriter } from "./function-writer.ts";
import type { ArrayPlace, FunctionPlace } from "./names.ts";
import { HEADER, Section, Type } from "./opcodes.ts";
import { Scanner, Untranslatable } from "./scanner.ts";

/** Bytes of a page of memory. */
export const PAGE_BYTES = 2 ** 16;

export interface ImportedFunction {
  readonly parameters: number;
  readonly hasResult: boolean;
}

export interface ModuleSource {
  /** Declarations of functions. */
  readonly functions: readonly string[];
  readonly arrays: ReadonlyMap<string, ArrayPlace>;
  readonly shared: ReadonlyMap<string, number>;
  readonly constants: ReadonlyMap<string, number>;
  /** Functions of the module `host`, which has the `memory` and the `base` of the thread's own part of it too. */
  readonly imports: ReadonlyMap<string, ImportedFunction>;
  readonly exports: readonly string[];
}

/** Kinds of imports and exports. */
const FUNCTION = 0;
const MEMORY = 2;
const GLOBAL = 3;
/** Part of the section of names. */
const FUNCTION_NAMES = 1;
/** The address space. */
export const MOST_PAGES = 2 ** 16;
/** With a maximum, and for several threads. */
const SHARED_MEMORY = 3;

/** The bytes of the module; throws `Untranslatable`. */
export function translate(source: ModuleSource): Uint8Array<ArrayBuffer> {
  const functions = new Map<string, FunctionPlace>();
  for (const [name, each] of source.imports)
    functions.set(name, { ...each, index: functions.size });
  const headers = source.functions.map(headerOf);
  for (const { name, ...each } of headers) functions.set(name, { ...each, index: functions.size });
  const types = new Types();
  const imports = new Bytes();
  imports.unsigned(source.imports.size + 2);
  imports.name("host");
  imports.name("memory");
  imports.bytes(MEMORY, SHARED_MEMORY);
  imports.unsigned(1);
  imports.unsigned(MOST_PAGES);
  imports.name("host");
  imports.name("base");
  imports.bytes(GLOBAL, Type.i32, 0);
  for (const [name, each] of source.imports) {
    imports.name("host");
    imports.name(name);
    imports.byte(FUNCTION);
    imports.unsigned(types.of(each));
  }
  const declared = new Bytes();
  const code = new Bytes();
  declared.unsigned(headers.length);
  code.unsigned(headers.length);
  source.functions.forEach((text, i) => {
    const header = headers[i]!;
    declared.unsigned(types.of(header));
    const scan = new Scanner(text, "function ".length);
    code.sized(new FunctionWriter(scan, { ...source, functions }).translate(header.hasResult));
  });
  const exports = new Bytes();
  exports.unsigned(source.exports.length);
  for (const name of source.exports) {
    exports.name(name);
    exports.byte(FUNCTION);
    exports.unsigned(functions.get(name)!.index);
  }
  const bytes = new Bytes();
  bytes.bytes(...HEADER);
  const sections = [
    [Section.type, types.section()],
    [Section.import, imports],
    [Section.function, declared],
    [Section.export, exports],
    [Section.code, code],
    [Section.custom, namesOf(functions)],
  ] as const;
  for (const [id, section] of sections) {
    bytes.byte(id);
    bytes.sized(section);
  }
  return new Uint8Array(bytes.written);
}

/** Names of functions, for profiles. */
function namesOf(functions: ReadonlyMap<string, FunctionPlace>): Bytes {
  const names = new Bytes();
  names.unsigned(functions.size);
  for (const [name, { index }] of functions) {
    names.unsigned(index);
    names.name(name);
  }
  const section = new Bytes();
  section.name("name");
  section.byte(FUNCTION_NAMES);
  section.sized(names);
  return section;
}

interface Header extends ImportedFunction {
  readonly name: string;
}

function headerOf(text: string): Header {
  const match = /^function (\w+)\(([^)]*)\)/.exec(text);
  if (match === null) throw new Untranslatable("what is not a function");
  const [, name, parameters] = match;
  const count = parameters === "" ? 0 : parameters!.split(",").length;
  return { name: name!, parameters: count, hasResult: /\breturn [^;]/.test(text) };
}

/** Types of functions, by number. */
class Types {
  readonly #numbers = new Map<string, number>();
  readonly #written = new Bytes();

  of({ parameters, hasResult }: ImportedFunction): number {
    const key = `${parameters} ${hasResult}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      this.#numbers.set(key, (number = this.#numbers.size));
      const written = this.#written;
      written.byte(Type.function);
      written.unsigned(parameters);
      for (let i = 0; i < parameters; i++) written.byte(Type.i32);
      written.unsigned(hasResult ? 1 : 0);
      if (hasResult) written.byte(Type.i32);
    }
    return number;
  }

  section(): Bytes {
    const section = new Bytes();
    section.unsigned(this.#numbers.size);
    section.append(this.#written.written);
    return section;
  }
}
