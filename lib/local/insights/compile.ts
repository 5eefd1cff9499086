import { aggregate, aggregateName } from './aggregates'
import type { Expression, Item, Query, SortKey, Stage } from './ast'
import { compare } from './compare'
import { callFunction, isFunction } from './functions'
import { MalformedQuery, type Span } from './malformed'
import { parse } from './parser'
import { sortKeys } from './sort'
import type { Library, Source } from './source'
import { mostRows, mostStats, rowsWithoutLimit } from './undecided'
import {
  asCondition,
  asNumber,
  asText,
  binder,
  bindRegex,
  type Kind,
  type Parameter,
  type Value,
} from './value'

export interface Statement {
  sql: string
  parameters: Parameter[]
}

export interface Compiled extends Statement {
  columns: { name: string; kind: Kind | 'pointer' }[]
  /** Gives one row: records scanned, bytes scanned. */
  scanned: Statement
  /**
   * Records matched before aggregation: a statement that gives one row, the column of the rows (of
   * each the same) that has it, or null when all that were scanned match.
   */
  matched: Statement | { column: number } | null
  /** How many rows at most. */
  limit: number
}

export interface Circumstances {
  /** Both inclusive, epoch ms. */
  startMs: number
  endMs: number
  nowMs: number
  /** The limit of the request. */
  limit?: number
}

interface State {
  sql: string
  columns: Map<string, Value>
  /** Rows are still log events. */
  events: boolean
  order: string[]
  /** Decides between rows that sort alike, so that the same question has the same answer. */
  ties: string[]
  shown: string[] | null
  display: string[] | null
  extracted: string[]
  /** Fields shown under their own name: an alias of that name later makes stats impossible. */
  plain: Set<string>
  clashing: Set<string>
  stats: number
  limited: number | null
  deduped: boolean
}

const systemFields: Record<string, Value> = {
  '@timestamp': { sql: 'ts', kind: 'timestamp' },
  '@ingestionTime': { sql: 'ingested', kind: 'timestamp' },
  '@message': { sql: 'message', kind: 'text' },
  '@logStream': { sql: 'stream', kind: 'text' },
  '@log': { sql: 'log', kind: 'text' },
}
const absent: Value = { sql: 'NULL::VARCHAR', kind: 'text' }
const newestFirst = ['ts DESC', 'id DESC']

export function compileQuery(query: Query, source: Source, circumstances: Circumstances): Compiled {
  const binding = binder()
  const { bind, parameters } = binding
  let columnCount = 0
  const window = `ts BETWEEN ${bind(circumstances.startMs)} AND ${bind(circumstances.endMs)}`
  const base = `SELECT * FROM ${source.from} WHERE ${window}`
  const state: State = {
    sql: base,
    columns: new Map(),
    events: true,
    order: newestFirst,
    ties: newestFirst,
    shown: null,
    display: null,
    extracted: [],
    plain: new Set(),
    clashing: new Set(),
    stats: 0,
    limited: null,
    deduped: false,
  }
  // The events before anything took some of them away that matched.
  let matching: string | null = null
  let filtered = false
  // Counted beside the groups, the matches cost no second look at the events.
  let counted = false

  const newColumn = () => `c${++columnCount}`

  let inStats = false
  let binOffsetMs = 0
  const pending = new Map<string, string>()

  function flush() {
    if (pending.size === 0) return
    const added = [...pending].map(([column, sql]) => `${sql} AS ${column}`)
    state.sql = `SELECT *, ${added.join(', ')} FROM (${state.sql})`
    pending.clear()
  }

  function field(name: string, span: Span): Value {
    if (inStats && state.clashing.has(name)) {
      throw new MalformedQuery(`Unknown symbols found in or after stats: ${name}`, span)
    }
    const known = state.columns.get(name)
    // An alias of the same command becomes a column before it is used.
    if (known && pending.has(known.sql)) flush()
    if (known) return known
    if (!state.events) return absent
    const system = Object.hasOwn(systemFields, name) ? systemFields[name] : undefined
    if (system) return system
    const sql = source.field(name)
    return sql === undefined ? absent : { sql, kind: 'text' }
  }

  function eventTime(span: Span): string {
    if (!state.events) {
      throw new MalformedQuery(
        '@timestamp is gone after stats: carry a time with you and use datefloor',
        span,
      )
    }
    return 'ts'
  }

  /** What an expression is in SQL. `within` resolves the aliases of a stats and allows aggregates. */
  function value(
    expression: Expression,
    within?: { aliases: Map<string, Value>; depth: number },
  ): Value {
    const of = (operand: Expression) => value(operand, within)
    switch (expression.kind) {
      case 'text':
        return { sql: bind(expression.value), kind: 'text', literal: expression.value }
      case 'number':
        return { sql: `${bind(expression.value)}`, kind: 'number', literal: expression.value }
      case 'period':
        throw new MalformedQuery(
          'a period stands only in functions of time such as bin',
          expression,
        )
      case 'field':
        return within?.aliases.get(expression.name) ?? field(expression.name, expression)
      case 'negate':
        return { sql: `(-(${asNumber(of(expression.operand))})::DOUBLE)`, kind: 'number' }
      case 'not':
        return {
          sql: `(NOT coalesce(${asCondition(of(expression.operand))}, false))`,
          kind: 'boolean',
        }
      case 'logic': {
        const [left, right] = [asCondition(of(expression.left)), asCondition(of(expression.right))]
        return { sql: `(${left} ${expression.operator.toUpperCase()} ${right})`, kind: 'boolean' }
      }
      case 'arithmetic': {
        const left = asNumber(of(expression.left))
        const right = asNumber(of(expression.right))
        switch (expression.operator) {
          case '/':
            return { sql: `((${left})::DOUBLE / nullif(${right}, 0))`, kind: 'number' }
          case '%':
            return { sql: `((${left}) % nullif(${right}, 0))`, kind: 'number' }
          case '^':
            return { sql: `power(${left}, ${right})`, kind: 'number' }
          default:
            return { sql: `((${left})::DOUBLE ${expression.operator} (${right}))`, kind: 'number' }
        }
      }
      case 'compare':
        return {
          sql: compare(expression.operator, of(expression.left), of(expression.right)),
          kind: 'boolean',
        }
      case 'like': {
        const text = asText(of(expression.value))
        return expression.regex
          ? {
              sql: `regexp_matches(${text}, ${bindRegex(expression.pattern, binding, expression)})`,
              kind: 'boolean',
            }
          : { sql: `contains(${text}, ${bind(expression.pattern)})`, kind: 'boolean' }
      }
      case 'in': {
        const operand = of(expression.value)
        if (expression.list.length === 0) return { sql: 'false', kind: 'boolean' }
        const tests = expression.list.map((item) => compare('=', operand, of(item)))
        return { sql: `(${tests.join(' OR ')})`, kind: 'boolean' }
      }
      case 'call':
        return call(expression, within)
    }
  }

  function call(
    expression: Extract<Expression, { kind: 'call' }>,
    within?: { aliases: Map<string, Value>; depth: number },
  ): Value {
    const key = aggregateName(expression.name)
    if (key) {
      if (!within) throw new MalformedQuery(`${expression.name} stands only in stats`, expression)
      if (within.depth > 0) throw new MalformedQuery('an aggregate cannot hold another', expression)
      // What is aggregated are the rows before this stats: its own aliases mean nothing there.
      const inner = { aliases: new Map<string, Value>(), depth: 1 }
      const args = expression.args.map((operand) => value(operand, inner))
      return aggregate(key, {
        args,
        star: expression.star ?? false,
        span: expression,
        time: () => eventTime(expression),
      })
    }
    if (expression.star) {
      const what = isFunction(expression.name)
        ? `${expression.name}(*) means nothing`
        : `unknown function: ${expression.name}`
      throw new MalformedQuery(what, expression)
    }
    const periods = expression.args.map((operand) => (operand.kind === 'period' ? operand : null))
    const made = callFunction(expression.name, {
      args: expression.args.map((operand) =>
        operand.kind === 'period' ? absent : value(operand, within),
      ),
      periods,
      binder: binding,
      window: circumstances,
      timestamp: () => eventTime(expression),
      binOffsetMs,
      span: expression,
    })
    if (!made) throw new MalformedQuery(`unknown function: ${expression.name}`, expression)
    return made
  }

  /** Values that are to be columns: a condition is then never null. */
  const stored = (made: Value): string =>
    made.kind === 'boolean' ? `coalesce(${made.sql}, false)` : made.sql

  function project(items: Item[]): string[] {
    for (const { expression, name, aliased } of items) {
      if (expression.kind === 'field' && !aliased) {
        state.plain.add(name)
        continue
      }
      if (aliased && state.plain.has(name) && state.events) state.clashing.add(name)
      const made = value(expression)
      const column = newColumn()
      pending.set(column, stored(made))
      state.columns.set(name, { sql: column, kind: made.kind })
    }
    flush()
    return items.map(({ name }) => name)
  }

  function stats({ aggregates, by, offsetMs }: Extract<Stage, { command: 'stats' }>, span: Span) {
    state.stats += 1
    if (state.stats > mostStats)
      throw new MalformedQuery(`a query has at most ${mostStats} stats`, span)
    if (state.stats > 1 && state.limited !== null) {
      throw new MalformedQuery('limit must come after the last stats', span)
    }
    matching ??= state.sql
    inStats = true
    const columns = new Map<string, Value>()
    const aliases = new Map<string, Value>()
    const keys: string[] = []
    const selected: string[] = []
    for (const { expression, name } of by) {
      const made = groupKey(expression, offsetMs)
      const column = newColumn()
      keys.push(`${selected.length + 1}`)
      selected.push(`${stored(made)} AS ${column}`)
      columns.set(name, { sql: column, kind: made.kind })
    }
    for (const { expression, name } of aggregates) {
      const made = value(expression, { aliases, depth: 0 })
      if (!holdsAggregate(expression, aliases)) {
        throw new MalformedQuery(
          `stats needs an aggregate such as count(*), not ${name}`,
          expression,
        )
      }
      aliases.set(name, made)
      const column = newColumn()
      selected.push(`${stored(made)} AS ${column}`)
      columns.set(name, { sql: column, kind: made.kind })
    }
    counted = state.stats === 1
    if (counted) selected.push('sum(count(*)) OVER () AS matched_count')
    const grouped = keys.length > 0 ? ` GROUP BY ${keys.join(', ')}` : ' HAVING count(*) > 0'
    state.sql = `SELECT ${selected.join(', ')} FROM (${state.sql})${grouped}`
    inStats = false
    const ties = by.map(({ name }) => `${columns.get(name)?.sql} ASC NULLS FIRST`)
    Object.assign(state, {
      columns,
      events: false,
      order: ties,
      ties,
      shown: null,
      display: null,
      extracted: [],
    })
  }

  function groupKey(expression: Expression, offsetMs: number): Value {
    if (expression.kind === 'call' && expression.name.toLowerCase() === 'histogram') {
      const [of, width] = expression.args
      if (!of || width?.kind !== 'number') {
        throw new MalformedQuery('histogram takes a field and a width', expression)
      }
      if (width.value <= 0) throw new MalformedQuery('the width must be above 0', expression)
      const size = bind(width.value)
      return { sql: `floor(${asNumber(value(of))} / ${size}) * ${size}`, kind: 'number' }
    }
    binOffsetMs = offsetMs
    const made = value(expression)
    binOffsetMs = 0
    if (made.kind === 'list') throw new MalformedQuery('a list cannot be a group', expression)
    return made
  }

  function parseStage(
    { source: from, pattern, regex, names }: Extract<Stage, { command: 'parse' }>,
    span: Span,
  ) {
    const text = from ? asText(value(from)) : 'message'
    const whole = regex ? pattern : `(?s)${globToRegex(pattern)}`
    const bound = bindRegex(whole, binding, span)
    const matches = newColumn()
    const groups = regex ? captures(pattern, names) : names.map((_, at) => at + 1)
    const pieces = names.map((name, at) => {
      const column = newColumn()
      state.extracted.push(name)
      const one = bindRegex(withOnly(whole, groups[at] ?? 1), binding, span)
      const sql = `CASE WHEN ${matches} THEN regexp_extract(${text}, ${one}, 1) END AS ${column}`
      return { name, column, sql }
    })
    const matching = `SELECT *, regexp_matches(${text}, ${bound}) AS ${matches} FROM (${state.sql})`
    state.sql = `SELECT *, ${pieces.map(({ sql }) => sql).join(', ')} FROM (${matching})`
    for (const { name, column } of pieces) state.columns.set(name, { sql: column, kind: 'text' })
  }

  function dedup(names: { name: string; span: Span }[]) {
    const keys = names.map(({ name, span }) => {
      const { sql, kind } = field(name, span)
      if (kind === 'list') throw new MalformedQuery('a list cannot be compared in dedup', span)
      return sql
    })
    const missing = keys.map((key) => `${key} IS NULL`).join(' OR ')
    const order = state.order.length > 0 ? ` ORDER BY ${state.order.join(', ')}` : ''
    state.sql = `SELECT * FROM (${state.sql}) QUALIFY ${missing} OR row_number() OVER (PARTITION BY ${keys.join(', ')}${order}) = 1`
    state.deduped = true
  }

  function limit({ count, from }: Extract<Stage, { command: 'limit' }>) {
    const order = state.order.length > 0 ? ` ORDER BY ${state.order.join(', ')}` : ''
    const last = `QUALIFY row_number() OVER (${order.trim()}) > count(*) OVER () - ${count}`
    const first = `${order} LIMIT ${count}`
    state.sql = `SELECT * FROM (${state.sql}) ${from === 'end' ? last : first}`
    state.limited = Math.min(state.limited ?? count, count)
  }

  function sort(keys: SortKey[]) {
    state.order = keys.flatMap(({ expression, descending }) => {
      const key = value(expression)
      if (key.kind === 'list') throw new MalformedQuery('a list has no place in sort', expression)
      return sortKeys(key, descending)
    })
    state.order.push(...state.ties)
  }

  function apply(stage: Stage, later: Stage[]) {
    if (state.deduped && stage.command !== 'limit') {
      throw new MalformedQuery(`only limit may follow dedup, not ${stage.command}`, stage)
    }
    switch (stage.command) {
      case 'fields':
        state.shown = [...new Set([...(state.shown ?? []), ...project(stage.items)])]
        return
      case 'display':
        state.display = project(stage.items)
        return
      case 'filter':
        // A group that is filtered away takes its count with it.
        counted = false
        if (matching === null) filtered = true
        state.sql = `SELECT * FROM (${state.sql}) WHERE ${asCondition(value(stage.condition))}`
        return
      case 'stats':
        return stats(stage, stage)
      case 'sort': {
        const more = later.filter(({ command }) => command === 'stats').length
        if (more > 0 && state.stats + more > 1) {
          throw new MalformedQuery('sort must come after the last stats', stage)
        }
        return sort(stage.keys)
      }
      case 'limit':
        matching ??= state.sql
        return limit(stage)
      case 'parse':
        return parseStage(stage, stage)
      case 'dedup':
        counted = false
        matching ??= state.sql
        return dedup(stage.names)
    }
  }

  query.stages.forEach((stage, at) => {
    apply(stage, query.stages.slice(at + 1))
  })

  const names = outputNames(state)
  const columns = names.map((name) => ({
    name,
    ...field(name, { start: 0, end: 0 }),
  }))
  const selected = columns.map(({ sql, kind }, at) => `${shown(sql, kind)} AS o${at}`)
  if (state.events) selected.push(`log || ' ' || id AS ptr`)
  const most = Math.min(state.limited ?? rowsWithoutLimit, circumstances.limit ?? mostRows)
  const order = state.order.length > 0 ? ` ORDER BY ${state.order.join(', ')}` : ''
  if (counted) selected.push('matched_count')
  const used = (sql: string) => parametersOf(sql, parameters)
  return {
    ...used(`SELECT ${selected.join(', ') || '1'} FROM (${state.sql})${order} LIMIT ${most}`),
    columns: [
      ...columns.map(({ name, kind }) => ({ name, kind })),
      ...(state.events ? [{ name: '@ptr', kind: 'pointer' as const }] : []),
    ],
    scanned: used(
      `SELECT count(*), coalesce(sum(size), 0)::BIGINT FROM ${source.from} WHERE ${window}`,
    ),
    matched: counted
      ? { column: selected.length - 1 }
      : filtered
        ? used(`SELECT count(*) FROM (${matching ?? state.sql})`)
        : null,
    limit: most,
  }
}

/** A value as it leaves the database. */
function shown(sql: string, kind: Kind): string {
  if (kind === 'boolean') return `coalesce(${sql}, false)`
  return kind === 'list' ? `to_json(${sql})::VARCHAR` : sql
}

/** Each statement has the parameters that it names, numbered anew. */
function parametersOf(sql: string, parameters: Parameter[]): Statement {
  const order: number[] = []
  const renumbered = sql.replace(/\$(\d+)(?=::)/g, (_, digits: string) => {
    const index = Number(digits)
    if (!order.includes(index)) order.push(index)
    return `$${order.indexOf(index) + 1}`
  })
  return { sql: renumbered, parameters: order.map((index) => parameters[index - 1] ?? '') }
}

function outputNames(state: State): string[] {
  const all = [...state.columns.keys()]
  if (!state.events) return state.display ?? state.shown ?? all
  return (
    state.display ?? [
      ...new Set([...(state.shown ?? ['@timestamp', '@message']), ...state.extracted]),
    ]
  )
}

const opening = /\\.|\[(?:\\.|[^\]])*\]|\((?:\?P?<([A-Za-z_]\w*)>|(?!\?))/g

/** The numbers of the groups that the names stand for: those that are named, or all in their order. */
function captures(pattern: string, names: string[]): number[] {
  const groups = [...pattern.matchAll(opening)].filter(([open]) => open.startsWith('('))
  const named = groups.some(([, name]) => name !== undefined)
  const numbers = groups.flatMap(([, name], at) => (!named || name !== undefined ? [at + 1] : []))
  return names.map((_, at) => numbers[at] ?? at + 1)
}

/** The same pattern with one group only, for DuckDB extracts none beyond the ninth. */
function withOnly(pattern: string, wanted: number): string {
  let group = 0
  return pattern.replace(opening, (open) => {
    if (!open.startsWith('(')) return open
    group += 1
    return group === wanted ? '(' : '(?:'
  })
}

function globToRegex(glob: string): string {
  const parts = glob.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  return parts.reduce((made, part, at) => {
    const last = at === parts.length - 1 && part === ''
    return `${made}${last ? '(.*)' : '(.*?)'}${part}`
  })
}

function holdsAggregate(expression: Expression, aliases: Map<string, Value>): boolean {
  switch (expression.kind) {
    case 'call':
      return (
        aggregateName(expression.name) !== undefined ||
        expression.args.some((operand) => holdsAggregate(operand, aliases))
      )
    case 'field':
      return aliases.has(expression.name)
    case 'negate':
    case 'not':
      return holdsAggregate(expression.operand, aliases)
    case 'arithmetic':
    case 'compare':
    case 'logic':
      return holdsAggregate(expression.left, aliases) || holdsAggregate(expression.right, aliases)
    case 'like':
    case 'in':
      return holdsAggregate(expression.value, aliases)
    default:
      return false
  }
}

/**
 * Reads and compiles a query over the log groups that it was started on; null when it must name them
 * itself, by SOURCE. Throws {@link MalformedQuery}.
 */
export function compile(
  text: string,
  source: Source | null,
  circumstances: Circumstances,
  _library?: Library,
): Compiled {
  const query = parse(text)
  if (!source) throw new MalformedQuery('the query must name its log groups', { start: 0, end: 1 })
  return compileQuery(query, source, circumstances)
}
