/** What the decision records of this project claim is true. */
import { test } from "vitest";
import { expectTrue } from "./decisions.fixture.ts";

test("Faultline", { timeout: 600_000 }, () => expectTrue(["Faultline"]));
