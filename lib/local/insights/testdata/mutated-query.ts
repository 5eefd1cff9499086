import { readFileSync } from 'node:fs'
import { randomQuery } from './random-query'

const published: string[] = (
  JSON.parse(readFileSync(new URL('./published-queries.json', import.meta.url), 'utf8')) as {
    query: string
  }[]
).map(({ query }) => query)

const pieces = [
  '|', '"', "'", '/', '`', '(', ')', '[', ']', ' as ', ' by ', '#', '\\', 'stats ', 'filter ', ',', '1e999',
  '\u0000', '💥', ' in (', 'SOURCE ', ' | fields x', '.', '@', '-', '^', '==', '=', '5m', '*', ':', ' not ',
  'like /', ' multi', 'parse ', 'join ', ' | ', '\n', '0', '99999999999', '$1::BIGINT', '--', ';',
]

/** A published or random query with some pieces of it dropped, put twice, put elsewhere or replaced. */
export function mutatedQuery(seed: number): string {
  let state = (seed * 2_654_435_761 + 97) >>> 0
  const below = (most: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % most
  }
  let query = below(4) === 0 ? randomQuery(seed) : (published[below(published.length)] ?? '')
  for (let change = 0; change <= below(4); change += 1) {
    const at = below(query.length + 1)
    const [before, after] = [query.slice(0, at), query.slice(at)]
    switch (below(5)) {
      case 0: query = before + after.slice(below(8)); break
      case 1: query = before + pieces[below(pieces.length)] + after; break
      case 2: query = before + pieces[below(pieces.length)] + after.slice(below(5)); break
      case 3: query = before + query.slice(below(query.length + 1)).slice(0, 30) + after; break
      default: query = before + after.slice(0, 1).repeat(below(300)) + after
    }
  }
  return query.slice(0, 10_000)
}
