/** The offset that most lines of a part of the log are written with, in minutes ahead of UTC. */
export interface LogOffset {
  atMs: number
  minutes: number
}

const stamped = /\d\d:\d\d:\d\d(?:[.,]\d+)? ?(Z|[+-]\d\d:?\d\d)/

/** The offset that a line's own time is written with, in minutes; null when it says none. */
export function offsetIn(line: string): number | null {
  const found = stamped.exec(line)?.[1]
  if (found === undefined) return null
  if (found === 'Z') return 0
  const minutes = Number(found.slice(1, 3)) * 60 + Number(found.slice(-2))
  return found.startsWith('-') ? 0 - minutes : minutes
}

/** The value that comes most often; null of none. */
export function mostOften(values: ReadonlyMap<number, number>): number | null {
  const [first] = [...values].sort(([, a], [, b]) => b - a)
  return first?.[0] ?? null
}
