/** Runs the command line as a function, in a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { main } from "./cli.ts";

export const LAMP = `/// A lamp that someone forgot to fuse.
module lamp

param MAX: 1..3 = 2

symmetric type Hand[2]

state {
  level: 0..3 = 0
  last: Hand? = none
}

/// One notch brighter.
action brighter(h: Hand) when level < MAX and last != h {
  level += 1
  last = h
}
action dark when level > 0 {
  level = 0
  last = none
}

/// The fuse is made for less than two.
invariant dim: level < 2

check one { MAX = 1; expect holds; expect states 2 }
check two { expect violates dim in 2 steps }
scenario "it shines" reachable when level > 0
`;

export let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "faultline-cli-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

export function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function faultline(
  args: readonly string[],
  more: { input?: string; environment?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Ran> {
  const written = { out: "", err: "" };
  async function* stdin() {
    yield Buffer.from(more.input ?? "");
  }
  const code = await main(args, {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    stdin: stdin(),
    environment: more.environment ?? {},
    signal: more.signal ?? new AbortController().signal,
  });
  const plain = (text: string) => text.replaceAll(folder, "TMP");
  return { code, out: plain(written.out), err: plain(written.err) };
}

/** Times differ from run to run, and with them the width of their column. */
export const timeless = (text: string) =>
  text
    .replace(/ +[\d.]+ m?s$/gm, "  0 ms")
    .replace(/ +time$/gm, "  time")
    .replace(/\([\d.]+ m?s\)/g, "(0 ms)");
