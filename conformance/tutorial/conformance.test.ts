/** The ring buffer is held against bounded_queue.fl. */
import { fileURLToPath } from "node:url";
import { describeConformance } from "../kit/describe-conformance.ts";
import { instances } from "./instances.ts";
import { ring } from "./subject.ts";

await describeConformance("the ring buffer is a bounded queue", {
  spec: fileURLToPath(new URL("bounded_queue.fl", import.meta.url)),
  subject: ring,
  instances,
  corpus: fileURLToPath(new URL("corpus", import.meta.url)),
});
