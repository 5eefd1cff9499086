interface Event {
  '@timestamp': number
  '@message': string
}

/**
 * Events, newest first, each with a key that it keeps when others come before it: equal ones are
 * told apart by how many equal ones are older.
 */
export function keyed<Row extends Event>(events: readonly Row[]): [key: string, event: Row][] {
  const counts = new Map<string, number>()
  const fromOldest = [...events].reverse().map((event): [string, Row] => {
    const name = `${event['@timestamp']} ${event['@message']}`
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return [`${count} ${name}`, event]
  })
  return fromOldest.reverse()
}
