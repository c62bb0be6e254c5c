/** Checking small texts, for tests of the checker. */
import type { CheckedModule } from "../checked.ts";
import { loadText } from "../load/load.ts";

/** Declarations that most tests can use. */
export const PRELUDE = `
param SIZE: 1..3 = 2
enum Mode { read, write }
enum Busy { free, held(Proc), shared(0..3, bool) }
symmetric type Proc[SIZE], Page[2]
type Word  = 0..SIZE
type Entry = { page: Page, mode: Mode, next: Page? }
state {
  pt:    map[Proc, Page] of Entry? = none
  lock:  map[Page] of Busy = free
  data:  map[Page] of Word = 0
  home:  map[Proc] of Page? = none
  waits: set of Proc = set()
  queue: seq[3] of Page = []
  total: 0..9 = 0
  flag:  bool = false
  mode:  Mode? = none
}
def free(f: Page): bool = lock[f] == free
def slot(p: Proc): Page? = home[p]
def quiet: bool = total == 0
effect release(p: Proc) { waits -= p }
`;

/** Codes of the errors in `module m`, in the order of the text. */
export async function errorsIn(text: string): Promise<readonly string[]> {
  const { diagnostics } = await loadText({ "m.fl": `module m\n${text}` });
  return diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
}

export async function warningsIn(text: string): Promise<readonly string[]> {
  const { diagnostics } = await loadText({ "m.fl": `module m\n${text}` });
  return diagnostics.map(({ severity, code }) => (severity === "warning" ? code : `error ${code}`));
}

/** The same for several files; each code comes with the path of its file. */
export async function errorsInFiles(
  files: Readonly<Record<string, string>>,
  entry?: string,
): Promise<readonly string[]> {
  const { diagnostics } = await loadText(files, entry);
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ code, at }) => `${at.source.path}: ${code}`);
}

/** Errors of an expression as an invariant after the prelude. */
export const errorsOfCondition = (text: string) => errorsIn(`${PRELUDE}invariant i: ${text}\n`);

/** Errors of statements in an action with the parameters `p, q: Proc, v: Page` after the prelude. */
export const errorsOfBody = (text: string) =>
  errorsIn(`${PRELUDE}action a(p: Proc, q: Proc, v: Page) { ${text} }\n`);

export async function checkedText(text: string): Promise<CheckedModule> {
  const { modules, diagnostics } = await loadText({ "m.fl": `module m\n${text}` });
  const [module] = modules;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (module === undefined || errors.length > 0) {
    throw new Error(errors.map((error) => error.message).join("; "));
  }
  return module;
}
