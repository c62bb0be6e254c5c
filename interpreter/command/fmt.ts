/** `faultline fmt`: formats files in place, or standard input to standard output. */
import { decode, type Decoded } from "../../grammar/decode.ts";
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { format } from "../../grammar/format/format.ts";
import { parse } from "../../grammar/parse.ts";
import { SourceFile } from "../../grammar/source.ts";
import { disk } from "../load/file-system.ts";
import { plural } from "../report/text.ts";
import { findFiles, readSource } from "../load/source-files.ts";
import { EXIT, type Io } from "./io.ts";
import { defaultPaths, reportDiagnostics } from "./open-modules.ts";
import { replaceFile } from "./replace-file.ts";

export interface FmtOptions {
  readonly paths: readonly string[];
  /** Write nothing; say what would change. */
  readonly check?: boolean;
}

export async function fmt(options: FmtOptions, io: Io): Promise<number> {
  if (options.paths.includes("-")) {
    if (options.paths.length === 1) return formatInput(options, io);
    io.stderr.write("faultline: - stands for standard input and cannot be mixed with files\n");
    return EXIT.wrongInput;
  }
  const problems: Diagnostic[] = [];
  const files = new Map<string, string>();
  for (const path of defaultPaths(options.paths)) {
    for (const file of await findFiles(disk, path, problems)) {
      const identity = await disk.identity(file);
      if (!files.has(identity)) files.set(identity, file);
    }
  }
  let changed = 0;
  let failed = 0;
  for (const path of files.values()) {
    if (io.signal.aborted) return EXIT.interrupted;
    const decoded = await readSource(disk, path);
    const formatted = formatDecoded(decoded);
    if (typeof formatted !== "string") {
      problems.push(...formatted);
      continue;
    }
    if (formatted === decoded.source?.text) continue;
    const problem = options.check ? undefined : await replaceFile(path, formatted);
    if (problem === undefined) {
      changed++;
      io.stdout.write(`${options.check ? "would change" : "formatted"} ${path}\n`);
    } else {
      failed++;
      io.stderr.write(`faultline: ${path} is unchanged: ${problem}\n`);
    }
  }
  await reportDiagnostics(problems, io);
  const verb = options.check ? "would change" : "changed";
  if (files.size > 0) {
    io.stdout.write(`${changed} of ${plural(files.size, "file")} ${verb}\n`);
  }
  if (problems.length + failed > 0) return EXIT.wrongInput;
  return options.check && changed > 0 ? EXIT.notAsExpected : EXIT.asExpected;
}

async function formatInput({ check }: FmtOptions, io: Io): Promise<number> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
  const decoded = decode(Buffer.concat(chunks), "<stdin>");
  const formatted = formatDecoded(decoded);
  if (typeof formatted !== "string") {
    await reportDiagnostics(formatted, io);
    return EXIT.wrongInput;
  }
  if (check) return formatted === decoded.source?.text ? EXIT.asExpected : EXIT.notAsExpected;
  io.stdout.write(formatted);
  return EXIT.asExpected;
}

/** The formatted text, or why there is none. */
function formatDecoded({
  source,
  diagnostics: unreadable,
}: Decoded): string | readonly Diagnostic[] {
  if (source === undefined) return unreadable;
  const { module, diagnostics } = parse(source);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (module === undefined || errors.length > 0) return errors;
  const formatted = format(module);
  // Whatever the formatter does wrong, it must not cost anybody a file.
  const again = parse(new SourceFile(source.path, formatted));
  if (again.diagnostics.some(({ severity }) => severity === "error")) {
    throw new Error(`the formatter would have broken ${source.path}, which is unchanged`);
  }
  return formatted;
}
