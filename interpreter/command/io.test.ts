import { expect, test } from "vitest";
import { styleOf, type Output } from "./io.ts";

const write = () => undefined;
const terminal: Output = { write, isTTY: true, columns: 120 };
const isColoured = (output: Output, environment: Record<string, string>) =>
  styleOf(output, environment).colours.red("x") !== "x";

test.each([
  ["a terminal", terminal, {}, true],
  ["a pipe", { write }, {}, false],
  ["a pipe, whatever else is set", { write }, { FORCE_COLOR: "1", CI: "true" }, false],
  ["NO_COLOR", terminal, { NO_COLOR: "1" }, false],
  ["NO_COLOR set to nothing", terminal, { NO_COLOR: "" }, true],
  ["a dumb terminal", terminal, { TERM: "dumb" }, false],
])("colours: %s", (_, output, environment, coloured) => {
  expect(isColoured(output, environment)).toBe(coloured);
});

test("reports are as wide as the terminal, and 100 columns elsewhere", () => {
  expect(styleOf(terminal, {}).width).toBe(120);
  expect(styleOf({ write }, {}).width).toBe(100);
  expect(styleOf({ ...terminal, columns: 10 }, {}).width).toBe(40);
});
