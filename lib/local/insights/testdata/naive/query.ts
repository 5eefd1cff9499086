import { aggregates } from './aggregates'
import { type Expression, expressions, type Random } from './expressions'
import { byLetters, type Held, naturally, type Row, toText } from './values'

/** A query, and what it does to rows that come newest first. */
export interface NaiveQuery {
  text: string
  rows: (events: readonly Row[]) => Row[]
  /** Whether the order of the rows is part of the answer. */
  ordered: boolean
}

type Step = (rows: Row[]) => Row[]

export const fieldNames = ['s', 'n', 'd', 'id', 'f']

// More digits than a float has, and the same number written in several ways.
const figures = ['0.1234567890123456789', '0.1234567890123456788', '-9007199254740993',
  '9007199254740993.5', '1.10', '007', '7']

function groupsOf(rows: readonly Row[], keys: readonly Expression[]): Row[][] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = JSON.stringify(keys.map(({ value }) => toText(value(row))))
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups.values()]
}

function pickOnly(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]))
}

const randomOf = (seed: number): Random => {
  let state = (seed * 2_654_435_761 + 99) >>> 0
  return (most) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % most
  }
}

/** Events of which texts, numbers, decimals and long ids are made, each now and then without one; the newest first. */
export function naiveEvents(seed: number, count = 40): { lines: string[]; events: Row[] } {
  const below = randomOf(seed)
  const one = (list: readonly string[]) => list[below(list.length)] ?? ''
  const texts = ['a', 'b', 'ab', 'B2', 'b10', '', '1.1', '1.10', '007', '7', '1e1', 'é']
  const lines: string[] = []
  const events: Row[] = []
  for (let at = 0; at < count; at += 1) {
    const made: [string, string, string][] = []
    const add = (name: string, text: string, json = text) => {
      if (below(6) > 0) made.push([name, text, json])
    }
    const text = one(texts)
    add('s', text, JSON.stringify(text))
    add('n', String(below(12) - 2))
    add('d', one(['0.5', '1.25', '2', '-3.75', '10']))
    const figure = one(figures)
    add('f', figure, /^0\d|0$/.test(figure) ? JSON.stringify(figure) : figure)
    add('id', one(['1234567890123456789', '1234567890123456788', '9007199254740993', '12']))
    lines.push(`{${made.map(([name, , json]) => `"${name}":${json}`).join(',')}}`)
    events.unshift(Object.fromEntries(made.map(([name, value]) => [name, value])))
  }
  return { lines, events }
}

/** A random query whose every command is told to the rows in the simplest way there is. */
export function naiveQuery(seed: number): NaiveQuery {
  const below = randomOf(seed)
  const texts = [`fields ${fieldNames.join(', ')}`]
  const steps: Step[] = []
  let shown = [...fieldNames]
  let fields = new Map(fieldNames.map((name) => [name, 'open' as Expression['kind']]))
  const from = () => expressions(below, fields)
  let ordered = true
  let isSorted = false

  const filter = () => {
    const { text, value } = from().condition(2)
    texts.push(`filter ${text}`)
    steps.push((rows) => rows.filter((row) => value(row) === true))
  }
  const compute = (at: number) => {
    const { text, value, kind } = from().value(2)
    const name = `x${at}`
    texts.push(`fields ${text} as ${name}`)
    steps.push((rows) => rows.map((row) => ({ ...row, [name]: value(row) })))
    fields.set(name, kind === 'quoted' ? 'open' : kind)
    // Behind stats all columns are shown until some are chosen.
    shown = ordered ? [...shown, name] : [name]
  }
  const sort = () => {
    const { text, value } = from().field()
    const turn = below(2) ? 1 : -1
    texts.push(`sort ${text} ${turn < 0 ? 'desc' : 'asc'}`)
    steps.push((rows) => rows.toSorted((a, b) => turn * naturally(value(a), value(b))))
    isSorted = true
  }
  const stats = (at: number) => {
    const keys = Array.from({ length: below(3) }, (_, nth) => ({
      ...from().field(),
      name: `k${at}${nth}`,
    }))
    const asked = Array.from({ length: 1 + below(3) }, (_, nth) => ({
      ...aggregates(below, from().field(), from().small()),
      name: `a${at}${nth}`,
    }))
    const by = keys.map(({ text, name }) => `${text} as ${name}`).join(', ')
    texts.push(
      `stats ${asked.map(({ text, name }) => `${text} as ${name}`).join(', ')}${by && ` by ${by}`}`,
    )
    steps.push((rows) =>
      groupsOf(rows, keys).map((group) => {
        const [first = {}] = group
        const made: [string, Held][] = keys.map(({ name, value }) => [name, value(first)])
        for (const { name, of } of asked) made.push([name, of(group)])
        return Object.fromEntries(made)
      }),
    )
    fields = new Map([...keys, ...asked].map(({ name, kind }) => [name, kind]))
    shown = [...fields.keys()]
    ordered = false
  }

  for (let at = 0; at < below(3); at += 1) below(2) ? filter() : compute(at)
  const end = below(4)
  if (end === 0) {
    if (below(2)) sort()
    const count = 1 + below(20)
    texts.push(`limit ${count}`)
    steps.push((rows) => rows.slice(0, count))
  } else if (end === 1) {
    const { text, value } = from().field()
    if (below(2)) sort()
    texts.push(`dedup ${text}`)
    const seen = (value_: Held) => JSON.stringify(toText(value_))
    steps.push((rows) => {
      const keys = rows.map((row) => seen(value(row)))
      return rows.filter((row, at) => value(row) === null || keys.indexOf(keys[at] ?? '') === at)
    })
  } else {
    stats(0)
    if (below(2)) filter()
    if (below(3) === 0) compute(9)
    if (below(3) === 0) stats(1)
  }
  return {
    text: texts.join(' | '),
    ordered: ordered || isSorted,
    rows: (events) =>
      steps
        .reduce((rows, step) => step(rows), [...events])
        .map((row) => pickOnly(row, shown)),
  }
}

const isShort = (text: string) => text.length <= 15 && text !== '' && Number.isFinite(Number(text))

/** Rows so that the same answers are the same text: fractions to three places. */
export function comparable(rows: readonly Row[], ordered: boolean): string[] {
  const made = rows.map((row) =>
    JSON.stringify(
      Object.entries(row).flatMap(([name, value]) => {
        const text = toText(value)
        if (text === null) return []
        return [[name, isShort(text) && /[.]\d{3}/.test(text) ? Number(text).toFixed(3) : text]]
      }),
    ),
  )
  return ordered ? made : made.sort(byLetters)
}
