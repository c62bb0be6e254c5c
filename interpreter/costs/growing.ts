/** Typed arrays as lists. */

/** The array, or a larger one with the same numbers if it has no room at an index. */
export function growing<List extends Int32Array | Float64Array>(list: List, index: number): List {
  if (index < list.length) return list;
  const larger =
    list instanceof Int32Array ? new Int32Array(index * 2) : new Float64Array(index * 2);
  larger.set(list);
  return larger as List;
}
