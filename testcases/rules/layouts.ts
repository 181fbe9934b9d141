/** What a message consists of, apart from its values: the same from message to message, since peers repeat themselves. */
interface Layout<K> {
  readonly kinds: readonly K[];
}

/** The layouts that came last. A peer has one for each occasion; one more or less costs time, nothing else. */
export class Layouts<V, L extends { isOf(values: V): boolean }> {
  readonly #most: number;
  readonly #make: (values: V) => L;
  /** the newest first */
  #known: readonly L[] = [];

  constructor(most: number, make: (values: V) => L) {
    this.#most = most;
    this.#make = make;
  }

  of(values: V): L {
    const last = this.#known[0];
    if (last?.isOf(values)) return last;
    const layout = this.#known.find((known) => known.isOf(values)) ?? this.#make(values);
    this.#known = [layout, ...this.#known.filter((other) => other !== layout)].slice(0, this.#most);
    return layout;
  }
}

/** What follows from a layout alone: it is thought over once. */
export function onceForEach<K, T>(think: (kinds: readonly K[]) => T): (layout: Layout<K>) => T {
  const thoughts = new WeakMap<Layout<K>, { layout: Layout<K>; thought: T }>();
  let newest: { layout: Layout<K>; thought: T } | undefined;
  return (layout) => {
    if (newest?.layout === layout) return newest.thought;
    newest = thoughts.get(layout) ?? { layout, thought: think(layout.kinds) };
    thoughts.set(layout, newest);
    return newest.thought;
  };
}
