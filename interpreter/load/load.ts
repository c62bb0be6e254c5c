/**
 * From paths to checked modules: finds files, reads, parses and checks them, and follows `use`. Each
 * file is checked once. Whatever is wrong is a diagnostic with a place; a module that fails does not
 * stop the others.
 */
import { dirname, normalize } from "node:path";
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { diagnose } from "../../grammar/diagnostics/table.ts";
import { parse } from "../../grammar/parse.ts";
import type { Module, UseDeclaration } from "../../grammar/syntax.ts";
import { checkModule } from "../check/module.ts";
import { unusedDeclarations } from "../check/unused.ts";
import type { CheckedModule } from "../checked.ts";
import { disk, inMemory, modulePath, type FileSystem } from "./file-system.ts";
import { findFiles, readSource } from "./source-files.ts";

export interface Loaded {
  /** The modules asked for, in order; those they use are in their `uses`. */
  readonly modules: readonly CheckedModule[];
  /** Of all files that were read: in order of reading, and in a file in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadOptions {
  /** Default: the disk. */
  readonly files?: FileSystem;
}

/** Loads files, and the `.fl` files of folders at any depth in alphabetical order. */
export async function loadModules(
  paths: readonly string[],
  options: LoadOptions = {},
): Promise<Loaded> {
  const loader = new Loader(options.files ?? disk);
  const asked: CheckedModule[] = [];
  for (const path of paths) {
    for (const file of await loader.find(path)) {
      const found = await loader.load(file);
      if (found.module !== undefined && !asked.includes(found.module)) asked.push(found.module);
    }
  }
  return { modules: asked, diagnostics: loader.diagnostics() };
}

/** Loads texts held in memory: `loadText({ "a.fl": "module a ..." }, "a.fl")`. */
export function loadText(
  files: Readonly<Record<string, string>>,
  entry: string | readonly string[] = Object.keys(files),
): Promise<Loaded> {
  const paths = typeof entry === "string" ? [entry] : entry;
  return loadModules(paths, { files: inMemory(files) });
}

interface LoadedFile {
  readonly path: string;
  /** Absent while the file is being loaded, and if there is no module in it. */
  module?: CheckedModule;
  /** What could not be put into `module.diagnostics`, since there is no module. */
  diagnostics: readonly Diagnostic[];
}

class Loader {
  readonly #files: FileSystem;
  readonly #loaded = new Map<string, LoadedFile>();
  /** Problems with the paths given, and with folders. */
  readonly #problems: Diagnostic[] = [];
  /** Modules that are being loaded because each uses the next. */
  readonly #open: { readonly identity: string; readonly name: string }[] = [];

  constructor(files: FileSystem) {
    this.#files = files;
  }

  diagnostics(): readonly Diagnostic[] {
    const files = [...this.#loaded.values()];
    const modules = files.flatMap((file) => (file.module ? [file.module] : []));
    return [
      ...this.#problems,
      ...files.flatMap(({ module, diagnostics }) =>
        module === undefined
          ? diagnostics
          : [...module.diagnostics, ...unusedDeclarations(module, modules)].sort(
              (a, b) => a.at.start - b.at.start,
            ),
      ),
    ];
  }

  find(path: string): Promise<readonly string[]> {
    return findFiles(this.#files, path, this.#problems);
  }

  async load(path: string): Promise<LoadedFile> {
    const identity = await this.#files.identity(path);
    const known = this.#loaded.get(identity);
    if (known !== undefined) return known;
    const file: LoadedFile = { path, diagnostics: [] };
    this.#loaded.set(identity, file);
    const { source, diagnostics: unreadable } = await readSource(this.#files, path);
    if (source === undefined) {
      file.diagnostics = unreadable;
      return file;
    }
    const { module, diagnostics } = parse(source);
    if (module === undefined) {
      file.diagnostics = diagnostics;
      return file;
    }
    const name = module.path.map((part) => part.text).join(".");
    this.#open.push({ identity, name });
    const problems: Diagnostic[] = [];
    const root = rootOf(path, module);
    if (root === undefined && !diagnostics.some((one) => one.code === "missing-module")) {
      const at = { source, start: module.path[0]!.span.start, end: module.path.at(-1)!.span.end };
      const details = { name, path, wanted: modulePath("", name.split(".")) };
      problems.push(diagnose("module-path", at, details));
    }
    const used = new Map<UseDeclaration, CheckedModule>();
    for (const declaration of module.declarations) {
      if (declaration.kind !== "use") continue;
      const found = await this.#use(module, root ?? dirname(path), declaration, problems);
      if (found !== undefined) used.set(declaration, found);
    }
    this.#open.pop();
    file.module = checkModule(module, (use) => used.get(use), {
      syntax: diagnostics,
      uses: problems,
    });
    return file;
  }

  /** The module that a `use` names, or `undefined` and a diagnostic. */
  async #use(
    module: Module,
    root: string,
    declaration: UseDeclaration,
    problems: Diagnostic[],
  ): Promise<CheckedModule | undefined> {
    const names = declaration.path.map((part) => part.text);
    const name = names.join(".");
    const path = modulePath(root, names);
    const at = {
      source: module.source,
      start: declaration.path[0]!.span.start,
      end: declaration.path.at(-1)!.span.end,
    };
    if ((await this.#files.kind(path)) !== "file") {
      problems.push(diagnose("module-missing", at, { name, path }));
      return undefined;
    }
    const identity = await this.#files.identity(path);
    const circle = this.#open.findIndex((open) => open.identity === identity);
    if (circle !== -1) {
      const way = [...this.#open.slice(circle).map((open) => open.name), name].join(" -> ");
      problems.push(diagnose("use-cycle", at, { name, way }));
      return undefined;
    }
    const file = await this.load(path);
    const found = file.module;
    const broken = (found?.diagnostics ?? file.diagnostics).some(
      (diagnostic) => diagnostic.severity === "error",
    );
    if (broken || found === undefined) {
      problems.push(diagnose("module-broken", at, { name, path }));
      return undefined;
    }
    if (found.name !== name) {
      problems.push(diagnose("module-name", at, { name, path, found: found.name }));
      return undefined;
    }
    return found;
  }
}

/** The folder below which `freebsd.cow_fault` is `freebsd/cow_fault.fl`. */
function rootOf(path: string, module: Module): string | undefined {
  const names = module.path.map((part) => part.text);
  const tail = modulePath("", names);
  const whole = normalize(path);
  if (whole === tail) return ".";
  const before = whole.slice(0, -tail.length);
  if (!whole.endsWith(tail) || !/[\\/]$/.test(before)) return undefined;
  return before;
}
