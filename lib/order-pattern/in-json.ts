import type { MatchGroup } from '@/lib/shop/group'
import { NotCountable } from './not-countable'
import type { PatternShape } from './shape'
import { statusTexts } from './status-texts'
import { parameterTexts, pathTexts, type TextKind } from './texts'

type JsonShape = PatternShape & { kind: 'json' }
type Prefer = 'regex' | 'wildcards'

const either = (conditions: readonly string[]) =>
  conditions.length > 1 ? `(${conditions.join(' || ')})` : (conditions[0] ?? '')
const every = (conditions: readonly string[]) => conditions.filter((one) => one !== '').join(' && ')
const one = (condition: string) => (condition.includes('&&') ? `(${condition})` : condition)
const isOneOf = (selector: string, texts: readonly string[]) =>
  either(texts.map((text) => `${selector} = ${text}`))

function wayOf(group: MatchGroup, shape: JsonShape, prefer: Prefer, kind: TextKind): string | null {
  const selector = { path: shape.path, target: shape.target, line: shape.requestLine }[kind]
  const { paths, query, method } = group
  const inLine = kind === 'line'
  if (selector === undefined || (!inLine && method !== undefined && shape.method === undefined))
    return null
  if (kind === 'path' && query.length > 0 && shape.query === undefined) return null
  const verb = method !== undefined && !inLine ? `${shape.method} = "${method}"` : ''
  const wanted = { kind, method, prefer, withQuery: query.length > 0 && kind !== 'path' }
  const anyPath = inLine && method !== undefined ? `${selector} = "${method} *"` : ''
  const path = paths === undefined ? anyPath : isOneOf(selector, pathTexts(paths, wanted))
  const bare = kind === 'path' && shape.queryIs === 'bare'
  const around = {
    start: bare ? '' : kind === 'path' ? '?' : '*?',
    end: inLine ? ' *' : '',
  }
  const asked = kind === 'path' ? (shape.query ?? '') : selector
  const parameters = query.map((pair) => isOneOf(asked, parameterTexts(pair, around)))
  return every([verb, path, ...parameters])
}

function groupCondition(group: MatchGroup, shape: JsonShape, prefer: Prefer): string {
  const kinds: TextKind[] = ['path', 'target', 'line']
  const ways = kinds.flatMap((kind) => wayOf(group, shape, prefer, kind) ?? [])
  if (ways.length === 0)
    throw new NotCountable(
      'the log does not hold the method, or the query, where a pattern finds it',
    )
  if (ways.includes('')) return ''
  return ways.length > 1 ? either(ways.map(one)) : (ways[0] ?? '')
}

/** The condition of a JSON pattern. Throws {@link NotCountable}. */
export function conditionInJson(
  groups: readonly MatchGroup[],
  shape: JsonShape,
  prefer: Prefer,
): string {
  const keyOf = ({ statuses }: MatchGroup) => JSON.stringify(statuses)
  const conditions = [...new Set(groups.map(keyOf))].map((key) => {
    const same = groups.filter((group) => keyOf(group) === key)
    const asked = same.map((group) => groupCondition(group, shape, prefer))
    const all = asked.includes('') ? '' : asked.length > 1 ? either(asked.map(one)) : asked[0]
    const [{ statuses } = { statuses: [] }] = same
    return every([all ?? '', either(statusTexts(shape.status, statuses, shape.statusIs ?? 'text'))])
  })
  return conditions.length > 1 ? conditions.map(one).join(' || ') : (conditions[0] ?? '')
}
