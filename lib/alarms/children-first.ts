/** An alarm that depends on itself by way of others. */
export class AlarmCycle extends Error {
  constructor(readonly path: string[]) {
    super(`The alarm ${path[0]} would depend on itself by way of ${path.join(', ')}.`)
  }
}

/** Orders alarms so that each comes after those that it reads. Throws {@link AlarmCycle}. */
export function childrenFirst<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  childrenOf: (item: Item) => readonly string[],
): Item[] {
  const byName = new Map(items.map((item) => [nameOf(item), item]))
  const ordered = new Set<Item>()
  function visit(item: Item, path: readonly string[]) {
    if (ordered.has(item)) return
    const name = nameOf(item)
    const from = path.indexOf(name)
    if (from >= 0) throw new AlarmCycle([...path.slice(from), name])
    for (const child of childrenOf(item)) {
      const found = byName.get(child)
      if (found !== undefined) visit(found, [...path, name])
    }
    ordered.add(item)
  }
  for (const item of items) visit(item, [])
  return [...ordered]
}
