import { escaped } from './escaped'

/**
 * A regular expression, for RE2 too, that finds a parameter in a query (`?a=1&b=2`): with this value, or
 * with any when the value is `*`. Percent-encoding and case are compared as they are.
 */
export function parameterSource(name: string, value: string): string {
  if (value === '*') return `(?:^\\?|&)${escaped(name)}(?:[=&]|$)`
  const wanted = value === '' ? '=?' : `=${escaped(value)}`
  return `(?:^\\?|&)${escaped(name)}${wanted}(?:&|$)`
}

/** The value of a parameter as it is written in a query; null when it is not there, empty when it has none. */
export function parameterIn(query: string, name: string): string | null {
  for (const pair of query.slice(1).split('&')) {
    if (pair === name) return ''
    if (pair.startsWith(name) && pair[name.length] === '=') return pair.slice(name.length + 1)
  }
  return null
}
