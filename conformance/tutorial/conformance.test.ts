/** The ring buffer is held against bounded_queue.fl. */
import { fileURLToPath } from "node:url";
import { describeConformance } from "../kit/describe-conformance.ts";
import { ring } from "./subject.ts";

await describeConformance("the ring buffer is a bounded queue", {
  spec: fileURLToPath(new URL("bounded_queue.fl", import.meta.url)),
  subject: ring,
  instances: {
    usual: { check: "usual" },
    narrow: { check: "narrow" },
    wide: { parameters: { CAPACITY: 3, PRODUCERS: 2, ITEMS: 2 } },
  },
  corpus: fileURLToPath(new URL("corpus", import.meta.url)),
});
