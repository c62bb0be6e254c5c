/**
 * The FreeBSD VM moves as its specification says, with every design, the bug of `markEarly` included:
 * in all instances with `npm run test:mutants`.
 */
import { fileURLToPath } from "node:url";
import { describeConformance } from "../kit/describe-conformance.ts";
import { everyDay, hasNoMutant, instances, vacuous } from "./instances.ts";
import { freebsd } from "./subject.ts";

await describeConformance("FreeBSD's copy-on-write fault", {
  spec: fileURLToPath(new URL("../../spec/freebsd/cow_fault.fl", import.meta.url)),
  subject: freebsd,
  instances: process.env.FAULTLINE_MUTANTS ? instances : everyDay,
  vacuous,
  implements: hasNoMutant,
  corpus: fileURLToPath(new URL("corpus", import.meta.url)),
  starts: "orbits",
});
