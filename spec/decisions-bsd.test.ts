/** What the decision records of the BSDs claim is true. */
import { test } from "vitest";
import { expectTrue } from "./decisions.fixture.ts";

test("FreeBSD, CheriBSD and NetBSD", { timeout: 600_000 }, () =>
  expectTrue(["FreeBSD", "CheriBSD", "NetBSD"]),
);
