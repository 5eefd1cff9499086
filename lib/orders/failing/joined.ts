import type { Affected, Trouble } from './trouble'

export const sumOf = <One>(all: readonly One[], count: (one: One) => number): number =>
  all.reduce((sum, one) => sum + count(one), 0)

/** The visits that met any of several troubles, each from the first that it met. */
function affectedBy(parts: readonly Trouble[]): Affected[] {
  const affected = new Map<Affected['visit'], Affected>()
  for (const one of parts.flatMap((part) => part.affected).sort((a, b) => a.atMs - b.atMs))
    if (!affected.has(one.visit)) affected.set(one.visit, one)
  return [...affected.values()]
}

/** What several troubles have in common that are one, with the one that began first and the one that failed last. */
export function joined(parts: readonly Trouble[]) {
  const first = parts.reduce((a, b) => (b.sinceMs < a.sinceMs ? b : a))
  const last = parts.reduce((a, b) => (b.lastMs > a.lastMs ? b : a))
  const common = {
    sinceMs: first.sinceMs,
    afterMs: first.afterMs,
    lastMs: last.lastMs,
    failures: sumOf(parts, ({ failures }) => failures),
    seemsOver: parts.every(({ seemsOver }) => seemsOver),
    isUnasked: parts.every(({ isUnasked }) => isUnasked),
    affected: affectedBy(parts),
  }
  return { first, last, common }
}
