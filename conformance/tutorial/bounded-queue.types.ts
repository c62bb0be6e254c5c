/** The vocabulary of the module bounded_queue: generated from it, not to be edited. */
export type BoundedQueue = {
  readonly parameters: {
    readonly CAPACITY: number;
    readonly PRODUCERS: number;
    readonly ITEMS: number;
  };
  readonly observed: {
    readonly queue: readonly number[];
    readonly waiting: readonly (number | null)[];
  };
  readonly actions: {
    readonly put: readonly [p: number, i: number];
    /** Takes the first item. The room goes to any one of those that wait: the design leaves open to whom. */
    readonly take: readonly [];
    /** A producer that waits may stop doing so; its item is gone. */
    readonly giveUp: readonly [p: number];
  };
  readonly costs: "wakes";
};
