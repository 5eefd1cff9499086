import type { Row, Table } from '@/lib/explore'
import type { TimeRange } from '@/lib/time'
import { isNumber, timeOf } from './cell'

/** What a table can be drawn as: values over time, or a bar for each text. A gap is null. */
export interface Chart {
  kind: 'time' | 'bars'
  series: string[]
  /** In order; `at` is epoch ms for time. */
  points: { at: number; label: string; values: (number | null)[] }[]
  /** Time between two points, ms; null where it varies, and for bars. */
  stepMs: number | null
  /** Lines, not bars: one series over time is bars, as its bins are. */
  lines: boolean
  /** Series or bars that were too many to draw. */
  leftOut: number
}

const maxSeries = 8
const maxBars = 40
const maxPoints = 1_500

const isEvery = (rows: readonly Row[], name: string, holds: (value: string) => boolean) =>
  rows.some((row) => row[name] !== undefined) &&
  rows.every((row) => row[name] === undefined || holds(row[name]))

/** A number of things; a moment in epoch ms is none, and would dwarf all others. */
function isQuantity(rows: readonly Row[], name: string): boolean {
  const isMoment = (value: string) => Number(value) === 0 || /^1\d{12}(\.0*)?$/.test(value)
  const some = rows.some((row) => Number(row[name] ?? 0) !== 0)
  return isEvery(rows, name, isNumber) && !(some && isEvery(rows, name, isMoment))
}

const numberOf = (value: string | undefined) => (value === undefined ? null : Number(value))
const labelOf = (row: Row, names: string[]) =>
  names.map((name) => row[name] ?? '(none)').join(' · ')

/** Every bin between the first and the last, when they lie at even distances. */
function evenly(times: number[]): { times: number[]; stepMs: number | null } {
  const gaps = times.slice(1).map((ms, at) => ms - (times[at] ?? ms))
  // A single bin does not show how long it is.
  const stepMs = gaps.length === 0 ? 1 : Math.min(...gaps)
  const [first = 0, last = 0] = [times[0], times.at(-1)]
  const count = (last - first) / stepMs + 1
  if (count > maxPoints || times.some((ms) => (ms - first) % stepMs !== 0))
    return { times, stepMs: null }
  return { times: Array.from({ length: count }, (_, at) => first + at * stepMs), stepMs }
}

function overTime(rows: Row[], time: string, texts: string[], measures: string[]): Chart | null {
  const bySeries = new Map<string, Map<number, number>>()
  const times = new Set<number>()
  for (const row of rows) {
    const ms = timeOf(row[time] ?? '')
    if (ms === null) continue
    times.add(ms)
    for (const measure of measures) {
      const value = numberOf(row[measure])
      const label = labelOf(row, texts)
      const name =
        texts.length === 0 ? measure : measures.length === 1 ? label : `${label} · ${measure}`
      const points = bySeries.get(name) ?? new Map<number, number>()
      if (value !== null) points.set(ms, value)
      bySeries.set(name, points)
    }
  }
  if (times.size === 0 || times.size > maxPoints) return null
  const total = (points: Map<number, number>) =>
    [...points.values()].reduce((sum, value) => sum + Math.abs(value), 0)
  const all = [...bySeries]
  if (texts.length > 0) all.sort(([, a], [, b]) => total(b) - total(a))
  const drawn = all.slice(0, maxSeries)
  const { times: bins, stepMs } = evenly([...times].sort((a, b) => a - b))
  return {
    kind: 'time',
    series: drawn.map(([name]) => name),
    points: bins.map((at) => ({
      at,
      label: '',
      values: drawn.map(([, points]) => points.get(at) ?? null),
    })),
    stepMs,
    lines: drawn.length > 1 || stepMs === null,
    leftOut: all.length - drawn.length,
  }
}

const pieces = /#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|[()[\],|]|[^\s()[\],|"'`#]+/g

const same = (text: string) => text.replace(/[\s`]/g, '').toLowerCase()

interface Stats {
  /** What is counted, in words. */
  measures: string[][]
  /** What it is grouped by. */
  groups: string[][]
}

/**
 * The last `stats` of a query; null when it has none. Only for choosing how rows are shown: it reads the words
 * and does not judge them.
 */
function lastStats(query: string): Stats | null {
  const words = [...query.matchAll(pieces)].map(([word]) => word).filter((word) => word[0] !== '#')
  let found: Stats | null = null
  let [depth, stageStart] = [0, true]
  /** Where words belong now; null outside of `stats`. */
  let parts: string[][] | null = null
  for (const word of words) {
    if (word === '(' || word === '[') depth += 1
    if (word === ')' || word === ']') depth -= 1
    if (depth === 0 && word === '|') {
      ;[stageStart, parts] = [true, null]
      continue
    }
    if (stageStart && /^stats$/i.test(word)) {
      parts = [[]]
      found = { measures: parts, groups: [] }
    } else if (found && parts && depth === 0 && /^by$/i.test(word)) {
      parts = [[]]
      found.groups = parts
    } else if (parts && depth === 0 && word === ',') parts.push([])
    else parts?.at(-1)?.push(word)
    stageStart = false
  }
  return found
}

/** The columns by which the last `stats` of a query groups, as they would be named; null when it has no stats. */
export const groupsOf = (query: string): string[] | null =>
  lastStats(query)?.groups.map(nameOf) ?? null

/** Columns whose rows add up: the last `stats` counts or sums them, group by group. */
export function sumsOf(query: string, { columns, rows }: Table): [name: string, sum: number][] {
  const { measures, groups } = lastStats(query) ?? { measures: [], groups: [] }
  if (groups.length === 0 || rows.length < 2) return []
  const adding = measures.filter(([first = '']) => /^(?:sum|count)$/i.test(first)).map(nameOf)
  return columns
    .filter((name) => adding.includes(same(name)) && isEvery(rows, name, isNumber))
    .map((name) => [name, rows.reduce((sum, row) => sum + Number(row[name] ?? 0), 0)])
}

function nameOf(words: string[]): string {
  const as = words.findLastIndex((word) => /^as$/i.test(word))
  return same((as === -1 ? words : words.slice(as + 1)).join(''))
}

/** How the rows of a query can be drawn, or null: groups by time or text, and numbers to show of them. */
export function chartOf(query: string, { columns, rows }: Table): Chart | null {
  const grouped = groupsOf(query) ?? []
  const groups = columns.filter((name) => grouped.includes(same(name)))
  if (groups.length === 0 || rows.length === 0) return null
  const measures = columns.filter((name) => !groups.includes(name) && isQuantity(rows, name))
  if (measures.length === 0) return null
  const times = groups.filter((name) => isEvery(rows, name, (value) => timeOf(value) !== null))
  const texts = groups.filter((name) => !times.includes(name))
  const [time, another] = times
  if (another !== undefined) return null
  if (time !== undefined) return overTime(rows, time, texts, measures)
  const series = measures.slice(0, maxSeries)
  return {
    kind: 'bars',
    series,
    points: rows.slice(0, maxBars).map((row, at) => ({
      at,
      label: labelOf(row, texts),
      values: series.map((name) => numberOf(row[name])),
    })),
    stepMs: null,
    lines: false,
    leftOut: Math.max(0, rows.length - maxBars),
  }
}

/** The points, by their `at`, whose bins lie in the range only in part. */
export function partialPoints({ points, stepMs }: Chart, range: TimeRange | null): Set<number> {
  // One point alone does not show how long its bin is.
  if (stepMs === null || range === null || points.length < 2) return new Set()
  const isPart = (at: number) => at < range.fromMs || at + stepMs > range.toMs
  return new Set(points.map(({ at }) => at).filter(isPart))
}
