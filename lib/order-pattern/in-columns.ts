import type { MatchGroup } from '@/lib/shop/group'
import { NotCountable } from './not-countable'
import type { PatternShape } from './shape'
import { statusTexts } from './status-texts'
import { parameterTexts, pathTexts, type TextKind } from './texts'

type ColumnsShape = PatternShape & { kind: 'columns' }
type Conditions = ReadonlyMap<string, readonly string[]>

// CloudWatch documents no parentheses between columns: what must hold together is multiplied out.
const maxAlternatives = 64

/** Alternatives for each of several conditions → alternatives for all of them together. */
const together = (conditions: readonly (readonly string[])[]): string[] =>
  conditions.reduce<string[]>(
    (all, alternatives) =>
      all.flatMap((before) =>
        alternatives.map((text) => (before === '' ? text : `${before} && ${text}`)),
      ),
    [''],
  )

function conditionsOf(group: MatchGroup, shape: ColumnsShape): Conditions {
  const { paths, query, method, statuses } = group
  const kind: TextKind = shape.requestLine ? 'line' : shape.target ? 'target' : 'path'
  const column = shape.requestLine ?? shape.target ?? shape.path ?? ''
  const isOneOf = (name: string, texts: readonly string[]) =>
    texts.map((text) => `${name} = ${text}`)
  const conditions = new Map<string, readonly string[]>()
  if (kind !== 'line' && method !== undefined)
    conditions.set(shape.method ?? '', isOneOf(shape.method ?? '', [`"${method}"`]))
  const wanted = {
    kind,
    method,
    prefer: 'regex',
    withQuery: query.length > 0 && kind !== 'path',
  } as const
  const asked: string[][] = []
  if (paths !== undefined) asked.push(isOneOf(column, pathTexts(paths, wanted)))
  else if (kind === 'line' && method !== undefined) asked.push([`${column} = "${method} *"`])
  const start = kind !== 'path' ? '*?' : shape.queryIs === 'bare' ? '' : '?'
  const parameters = query.map((pair) =>
    isOneOf(
      kind === 'path' ? (shape.query ?? '') : column,
      parameterTexts(pair, { start, end: kind === 'line' ? ' *' : '' }),
    ),
  )
  if (kind === 'path' && parameters.length > 0)
    conditions.set(shape.query ?? '', together(parameters))
  else asked.push(...parameters)
  if (asked.length > 0) conditions.set(column, together(asked))
  conditions.set(shape.status, statusTexts(shape.status, statuses, 'column'))
  if (conditions.has(''))
    throw new NotCountable('the log has no column for the method or the query')
  return conditions
}

const same = (a: readonly string[] = [], b: readonly string[] = []) => a.join() === b.join()

/** Alternatives can differ in one column only: conditions of several columns must hold together. */
function merged(all: readonly Conditions[], columns: readonly string[]): Conditions {
  const [first = new Map<string, readonly string[]>()] = all
  const different = columns.filter(
    (name) => !all.every((one) => same(one.get(name), first.get(name))),
  )
  if (different.length > 1)
    throw new NotCountable(
      'its ways differ in more than one column, and conditions on columns hold together',
    )
  return new Map(
    columns.map((name) => {
      const given = all.map((one) => one.get(name) ?? [])
      const any = given.some((alternatives) => alternatives.length === 0)
      return [name, any ? [] : [...new Set(given.flat())]]
    }),
  )
}

/** The columns of a space-delimited pattern, with their conditions. Throws {@link NotCountable}. */
export function columnsWith(groups: readonly MatchGroup[], shape: ColumnsShape): string[] {
  const conditions = merged(
    groups.map((group) => conditionsOf(group, shape)),
    shape.columns,
  )
  return shape.columns.map((name) => {
    const alternatives = conditions.get(name) ?? []
    if (alternatives.length > maxAlternatives)
      throw new NotCountable('it has too many alternatives')
    return alternatives.length > 0 ? alternatives.join(' || ') : name
  })
}
