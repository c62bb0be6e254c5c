/** The suites there are: an implementation, its specification, and the instances in which they are compared. */
import { instances } from "./freebsd/instances.ts";
import { freebsd } from "./freebsd/subject.ts";
import type { InstanceWish } from "./kit/instances.ts";
import type { ProductOptions } from "./kit/product.ts";
import type { AnyVocabulary, Subject } from "./kit/subject.ts";
import { instances as queueInstances } from "./tutorial/instances.ts";
import { ring } from "./tutorial/subject.ts";

export interface Suite {
  readonly name: string;
  /** What is compared, for the heading. */
  readonly title: string;
  /** Path of the specification from the root of the project. */
  readonly spec: string;
  readonly subject: Subject<unknown, AnyVocabulary>;
  readonly instances: Readonly<Record<string, InstanceWish>>;
  readonly starts: ProductOptions["starts"];
}

/** The machine is the suite's own business. */
const hidden = (subject: unknown) => subject as Suite["subject"];

export const suites: readonly Suite[] = [
  {
    name: "freebsd",
    title: "FreeBSD's VM and spec/freebsd/cow_fault.fl",
    spec: "spec/freebsd/cow_fault.fl",
    subject: hidden(freebsd),
    instances,
    starts: "orbits",
  },
  {
    name: "tutorial",
    title: "a ring buffer and conformance/tutorial/bounded_queue.fl",
    spec: "conformance/tutorial/bounded_queue.fl",
    subject: hidden(ring),
    instances: queueInstances,
    starts: "all",
  },
];
