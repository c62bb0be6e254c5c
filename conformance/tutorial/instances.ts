/** The instances in which the ring buffer is held against its specification. */
export const instances = {
  usual: { check: "usual" },
  narrow: { check: "narrow" },
  wide: { parameters: { CAPACITY: 3, PRODUCERS: 2, ITEMS: 2 } },
};
