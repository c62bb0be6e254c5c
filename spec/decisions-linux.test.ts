/** What the decision records of Linux claim is true. */
import { test } from "vitest";
import { expectTrue } from "./decisions.fixture.ts";

test("Linux", { timeout: 600_000 }, () => expectTrue(["Linux"]));
