import { expect, test } from "vitest";
import { firstChoice, NotingChooser, PlannedChooser, ScriptedChooser } from "./choosers.ts";
import type { Chooser } from "./subject.ts";

/** Asks a second question only after some answers to the first. */
function ask(chooser: Chooser): string {
  const first = chooser.choose("first", 3);
  return first === 1 ? "1" : `${first}${chooser.choose("second", 2)}`;
}

test("a script goes down every way, once", () => {
  const script = new ScriptedChooser();
  const ways: string[] = [];
  script.start();
  do ways.push(ask(script));
  while (script.next());
  expect(ways).toEqual(["00", "01", "1", "20", "21"]);
});

test("a question that differs from the one before in the same place is noticed", () => {
  const script = new ScriptedChooser();
  script.start();
  script.choose("page", 2);
  expect(script.next()).toBe(true);
  expect(() => script.choose("page", 3)).toThrow(
    "asked for page of 3 where it asked for page of 2",
  );
});

test("a plan begins anew whenever it is started, and gives way where it does not fit", () => {
  const plan = new PlannedChooser([
    { what: "first", count: 3, answer: 2 },
    { what: "second", count: 5, answer: 4 },
  ]);
  for (let i = 0; i < 2; i++) {
    plan.start();
    expect(ask(plan)).toBe("20");
    expect(plan.choose("third", 2)).toBe(0);
  }
});

test("answers of a policy are noted, and must be there", () => {
  const noting = new NotingChooser(firstChoice);
  noting.choose("page", 2);
  expect(noting.asked).toEqual([{ what: "page", count: 2, answer: 0 }]);
  expect(() => new NotingChooser({ choose: () => 2 }).choose("page", 2)).toThrow(
    "the policy chose 2",
  );
  expect(() => noting.choose("page", 0)).toThrow("asked for page among 0");
});
