/**
 * The seed of property tests: the same in every run, so that a red run is the change's doing, and another one
 * where FAULTLINE_SEED says so. A seed that finds something becomes a test of its own.
 */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env["FAULTLINE_SEED"] ?? 2026) });
