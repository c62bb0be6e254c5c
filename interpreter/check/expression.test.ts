/** Types of expressions, and where the names that tests bind are known (A1, A10, A14). */
import { describe, expect, test } from "vitest";
import { errorsOfBody, errorsOfCondition } from "./checked-text.fixture.ts";

describe("a name bound by a test is known", () => {
  test.each([
    "all p: Proc { home[p] is some v and free(v) }",
    "all p: Proc { home[p] is some v implies free(v) }",
    "all p: Proc { (home[p] is some v and flag) implies free(v) }",
    "all p: Proc where home[p] is some v { free(v) }",
    "some p: Proc { if home[p] is some v then free(v) else true }",
    "count(p: Proc where home[p] is some v and free(v)) == 0",
    "sum(p: Proc where home[p] is some v => data[v]) == 0",
    "all v: Page { lock[v] is held(p) and home[p] == v }",
    "all v: Page { lock[v] is shared(n, b) and n > 0 and b }",
    "all p: Proc, w: Page { pt[p, w] is some e and e.next is some v and free(v) }",
    "all p: Proc { (home[p] is some v and free(v)) or (home[p] is some v and not free(v)) }",
  ])("in %s", async (text) => {
    expect(await errorsOfCondition(text)).toEqual([]);
  });

  test.each([
    "all p: Proc { home[p] is some v or free(v) }",
    "all p: Proc { not (home[p] is some v) and free(v) }",
    "all p: Proc { (home[p] is some v iff flag) and free(v) }",
    "all p: Proc { (home[p] is some v implies flag) and free(v) }",
    "some p: Proc { if home[p] is some v then true else free(v) }",
    "all p: Proc { (some q: Proc { home[q] is some v }) and free(v) }",
    "all p: Proc { free(v) and home[p] is some v }",
  ])("but not in %s", async (text) => {
    const [code] = await errorsOfCondition(text);
    expect(["pattern-scope", "unknown-name"]).toContain(code);
  });

  test.each([
    "if home[p] is some w { data[w] = 1 }",
    "if flag { } else if home[p] is some w { data[w] = 1 }",
    "for r: Proc where home[r] is some w { data[w] = 1 }",
    "choose r: Proc where home[r] is some w;  data[w] = 1",
    "either when home[p] is some w { data[w] = 1 } or { }",
    "match lock[v] { held(r) => { waits += r } _ => { } }",
  ])("in the statements of %s", async (text) => {
    const errors = await errorsOfBody(text);
    // What a round of a loop over processes does to the page of one of them may clash with another.
    expect(errors.filter((code) => code !== "symmetric-loop")).toEqual([]);
  });

  test.each([
    "if home[p] is some w { } data[w] = 1".replace("} data", "}\ndata"),
    "if home[p] is some w { } else { data[w] = 1 }",
    "assert home[p] is some w\ndata[w] = 1",
  ])("but not in those of %s", async (text) => {
    expect(await errorsOfBody(text)).toEqual(["pattern-scope"]);
  });
});

test("a name may not hide another", async () => {
  expect(await errorsOfBody("let total = 1;  data[v] = total")).toEqual(["shadowed"]);
  expect(await errorsOfBody("for p: Proc { waits += p }")).toEqual(["shadowed"]);
  expect(await errorsOfBody("if home[p] is some q { data[q] = 1 }")).toEqual(["shadowed"]);
  expect(await errorsOfBody("if home[p] is some w { } else if home[q] is some w { }")).toEqual([]);
});

describe("a bare word is a variant where one is expected", () => {
  test.each([
    "all v: Page { lock[v] == free }",
    "all v: Page { free == lock[v] }",
    "all v: Page { lock[v] in set(free, shared(1, true)) }",
    "mode == read",
    "mode in set(read, write)",
    "all v: Page { (if flag then lock[v] else free) == free }",
    "all p: Proc { pt[p, the(v: Page where free(v))] == none }",
    "mode is read or mode is some write",
    "Busy.free == Busy.held(the(p: Proc))",
    "all p: Proc, v: Page { pt[p, v] != { page: v, mode: write, next: none } }",
  ])("%s", async (text) => {
    expect(await errorsOfCondition(text)).toEqual([]);
  });

  test("and an error that names the candidates where none is", async () => {
    expect(await errorsOfBody("let m = read;  mode = m")).toEqual(["variant-needs-type"]);
    expect(await errorsOfCondition("read == write")).toContain("variant-needs-type");
    expect(await errorsOfBody("mode = raed")).toEqual(["unknown-variant"]);
  });
});

describe("T stands for T?, one level and one way", () => {
  test.each([
    ["home[p] = v", []],
    ["home[p] = slot(q)", []],
    ["home[p] = none", []],
    ["let w = if flag then v else none;  home[p] = w", []],
    ["data[v] = total", []],
    ["let w: = 1", ["syntax"]],
  ] as const)("%s", async (text, codes) => {
    const errors = await errorsOfBody(text);
    if ((codes as readonly string[]).includes("syntax")) expect(errors).not.toEqual([]);
    else expect(errors).toEqual(codes);
  });

  test.each([
    ["data[home[p]] = 1", "may-be-none"],
    ["data[v] = none", "none-unwanted"],
    ["if v is some w { data[w] = 1 }", "pattern-mismatch"],
    ["if v == none { flag = true }", "never-none"],
    ["if v! == v { flag = true }", "never-none"],
    ["pt[p, v].mode = read", "may-be-none"],
    ["if pt[p, v].mode == read { flag = true }", "may-be-none"],
    ["if data?.x == 1 { flag = true }", "not-a-record"],
    ["for x: Page { if pt[p, x] is some e and e?.mode == read { flag = true } }", "never-none"],
    ["if home[p] > 1 { flag = true }", "symmetric-operator"],
    ["total = if mode == read then none else 1", "none-unwanted"],
  ])("%s", async (text, code) => {
    expect(await errorsOfBody(text)).toEqual([code]);
  });

  test("`?.` of an option field is one option", async () => {
    expect(await errorsOfBody("home[p] = pt[p, v]?.next")).toEqual([]);
    expect(await errorsOfBody("if pt[p, v]?.next == v { flag = true }")).toEqual([]);
  });
});

test.each([
  ["waits += p", []],
  ["waits = waits + p - q", []],
  ["waits = waits + set(p, q)", []],
  ["waits = set()", []],
  ["waits += v", ["operands-differ"]],
  ["queue += v", []],
  ["queue = queue + [v] + v", []],
  ["queue = queue - v", ["operand"]],
  ["queue -= v", ["operand"]],
  ["queue = rest(queue) + first(queue)", []],
  ["queue = take(queue, 1) + drop(queue, 1)", []],
  ["home[p] = last(queue)", []],
  ["home[p] = queue[0]", []],
  ["flag = p in waits and v not in queue", []],
  ["flag = v in waits", ["operands-differ"]],
  ["flag = subset(waits, set(p))", []],
  ["waits = intersect(waits, set(x: Proc where x != p))", []],
  ["total = size(waits) + size(queue) * 2 - abs(-1)", []],
  ["total = min(total, 3) + max(x: Page => data[x])", []],
  ["total = min(x: Page => x)", ["symmetric-operator"]],
  ["flag = total in 1..3", []],
  ["flag = total", ["type-mismatch"]],
  ["total = flag + 1", ["operand"]],
  ["home = map(x: Proc => none)", []],
  ["data = map(x: Page => if x == v then 1 else 0)", []],
  ["pt = map(x: Proc, y: Page => none)", []],
  ["home = none", ["none-unwanted"]],
  ["data = 1", ["type-mismatch"]],
  ["pt[p, v] = { page: v, mode: read, next: v }", []],
  ["pt[p, v] = { page: v, mode: read }", ["missing-fields"]],
  ["pt[p, v] = { ...pt[p, v]!, mode: write }", []],
  ["let k = (p, v);  pt[k] = none", []],
  ["pt[p] = none", ["key-count"]],
  ["pt[v, p] = none", ["type-mismatch", "type-mismatch"]],
  ["flag = all x in waits { x == p }", []],
  ["flag = all x in 1..3, y in set(x, 2) { x <= y }", []],
  ["flag = x in 1..3", ["unknown-name"]],
  ["flag = find(x: Page where free(x)) is some _", []],
  ["home[p] = the(x: Page where free(x))", []],
  ["flag = quiet() ", ["call-without-parentheses"]],
  ["flag = free", ["call-needs-arguments"]],
  ["flag = free(v, v)", ["argument-count"]],
  ["flag = old(total) < total", []],
  ["flag = p == v", ["operands-differ"]],
  ["flag = mode == p", ["operands-differ"]],
  ["lock[v] = held(p)", []],
  ["lock[v] = held", ["variant-payload"]],
  ["lock[v] = held(v)", ["type-mismatch"]],
  ["lock[v] = shared(1)", ["variant-payload"]],
  ["lock[v] = Busy.shared(SIZE, flag)", []],
] as const)("%s", async (text, codes) => {
  expect(await errorsOfBody(text)).toEqual(codes);
});
