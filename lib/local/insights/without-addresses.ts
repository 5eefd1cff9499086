import { isAddressField, isPlainField, isSecretField, maskerFor } from '@/lib/mask'
import { cidr } from './addresses'
import { aggregateName } from './aggregates'
import type { Expression, Query, Stage } from './ast'
import { MalformedQuery } from './malformed'
import type { Masking } from './masking'
import type { Named } from './names'
import { parse } from './parser'

/** A query that may run where only its text can be changed, and what its columns are to be called. */
export interface Rewritten {
  text: string
  /** A column of the answer under the name that the reader knows it by; null for one that was not asked for. */
  columnName(name: string): string | null
}

const commands = new Set(
  'fields display filter where filterindex stats sort order limit head tail dedup'.split(' '),
)
// They give a text as a whole, which is masked in the answer, or say nothing of its letters.
const harmless = new Set(
  'bin datefloor dateceil ispresent isempty isblank coalesce if case abs ceil floor sqrt log round greatest least now querystarttime queryendtime querytimerange toupper tolower strcontains startswith endswith tonumber toint tolong todouble'.split(
    ' ',
  ),
)
// Networks as narrow as those that readers see are either within such a range or not.
const aboutRanges = new Set('isprivateip isvalidip isvalidipv4 isvalidipv6'.split(' '))
const inSubnet = new Set('isipinsubnet isipv4insubnet isipv6insubnet'.split(' '))
const ask = 'Someone who may see whole addresses can run it.'

function refuse(why: string, span: { start: number; end: number }, instead = ask): never {
  const { start, end } = span
  throw new MalformedQuery(`${why} ${instead}`, { start, end })
}

/** Every part of an expression, itself first. */
function* partsOf(expression: Expression): Generator<Expression> {
  yield expression
  switch (expression.kind) {
    case 'call':
      for (const arg of expression.args) yield* partsOf(arg)
      break
    case 'member':
      yield* partsOf(expression.of)
      break
    case 'negate':
    case 'not':
      yield* partsOf(expression.operand)
      break
    case 'arithmetic':
    case 'compare':
    case 'logic':
      yield* partsOf(expression.left)
      yield* partsOf(expression.right)
      break
    case 'like':
    case 'inQuery':
      yield* partsOf(expression.value)
      break
    case 'in':
      yield* partsOf(expression.value)
      for (const item of expression.list) yield* partsOf(item)
  }
}

// Words with a letter that no hexadecimal number has: no part of an address reads so.
const isWordsOnly = (pattern: string) => /^(?:[a-z]*[g-z][a-z]*(?: |$))+$/i.test(pattern)

/** The network of a field in Logs Insights, with what it needs before it. */
function networkOf(field: string, name: string): { parses: string[]; column: string } {
  const group = '[0-9a-fA-F]{1,4}'
  // Of 6to4 the third group is a part of an IPv4 address.
  const first =
    '(?:[013-9a-fA-F][0-9a-fA-F]{0,3}|2[1-9a-fA-F][0-9a-fA-F]{0,2}|20[1-9a-fA-F][0-9a-fA-F]?|200[013-9a-fA-F]|200?|2)'
  const kinds = [
    [String.raw`^(?:::ffff:)?(?<${name}a>\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$`, '.0/24'],
    [`^(?<${name}b>${first}:${group}:${group}):`, '::/48'],
    [`^(?<${name}c>${group}:${group})::`, '::/48'],
    [`^(?<${name}d>${group})::`, '::/48'],
  ] as const
  const column = kinds.reduceRight((otherwise, [pattern, behind]) => {
    const part = /<(\w+)>/.exec(pattern)?.[1] ?? ''
    return `if(ispresent(${part}), concat(${part}, "${behind}"), ${otherwise})`
  }, `if(ispresent(${field}), "x", "")`)
  return {
    parses: kinds.map(([pattern]) => `parse ${field} /${pattern}/`),
    column: `${column} as ${name}`,
  }
}

class Rewriting {
  /** Where names stand that may stay as they are. */
  readonly #stay = new Set<number>()
  readonly #own = new Map<string, string>()
  readonly #shown = new Set<string>()
  readonly #mask: (text: string) => string

  constructor(
    readonly text: string,
    readonly query: Query,
    readonly names: readonly Named[],
    readonly expressions: readonly Expression[],
    readonly masking: Masking,
  ) {
    this.#mask = maskerFor(masking.secretParameters).text
  }

  #before = ({ start }: Named) => this.text.slice(0, start).trimEnd()
  #isAlias = (name: Named) => /(?:^|[\s,)|])as$/i.test(this.#before(name))
  /** It is a column of the answer, and nothing is done with it. */
  #isShown(name: Named): boolean {
    const [start = ''] = /[\w]+$/.exec(this.#before(name)) ?? []
    const begins = this.#before(name).endsWith(',') || /^(?:fields|display)$/i.test(start)
    return begins && /^\s*(?:,|\||$)/.test(this.text.slice(name.end))
  }
  #stageOf = ({ start }: Named): Stage | undefined =>
    this.query.stages.findLast(({ span }) => span.start <= start)

  #isPlain(expression: Expression): boolean {
    const fields = [...partsOf(expression)].filter((one) => one.kind === 'field')
    const aliases = new Set(this.names.filter(this.#isAlias).map(({ name }) => name))
    return fields.every(
      ({ name }) => !aliases.has(name) && (isPlainField(name) || isAddressField(name)),
    )
  }

  #checkCall(call: Extract<Expression, { kind: 'call' }>): void {
    const name = call.name.toLowerCase()
    const [first, second] = call.args
    if (first?.kind === 'field' && isAddressField(first.name)) {
      if (aboutRanges.has(name)) this.#stay.add(first.start)
      if (inSubnet.has(name)) {
        const range = second?.kind === 'text' ? second.value : ''
        const bits = Number(range.split('/')[1] ?? Number.NaN)
        if (!cidr(range) || !(bits <= (range.includes(':') ? 48 : 24)))
          refuse(
            'You may ask for whole networks only.',
            call,
            'Ask for a network as the page shows it: "203.0.113.0/24", or a /48 of IPv6.',
          )
        this.#stay.add(first.start)
      }
    }
    if (aggregateName(name) || harmless.has(name) || this.#isPlain(call)) return
    refuse(`${call.name} could give away parts of an address or of a secret here.`, call)
  }

  #checkTexts(one: Expression): void {
    const written = one.kind === 'text' ? one.value : one.kind === 'like' ? one.pattern : null
    if (written === null) return
    const plain = written.replace(/\\(.)/g, '$1')
    if (this.#mask(plain) !== plain)
      refuse(
        'The query asks for a whole address or for a secret.',
        one,
        'Ask for the network as the page shows it, such as 203.0.113.0/24.',
      )
  }

  #check(): void {
    if (this.query.origin)
      refuse(
        'SOURCE reads other log groups, whose fields are not known here.',
        this.query.origin.span,
      )
    for (const { command, span } of this.query.stages)
      if (!commands.has(command))
        refuse(`What ${command} makes of a line could hold a whole address.`, span)
    for (const expression of this.expressions)
      for (const one of partsOf(expression)) {
        if (one.kind === 'inQuery' || one.kind === 'member')
          refuse('What this part gives could hold a whole address.', one)
        if (one.kind === 'call') this.#checkCall(one)
        this.#checkTexts(one)
        const isOfMessage =
          one.kind === 'like' && one.value.kind === 'field' && one.value.name === '@message'
        if (isOfMessage && isWordsOnly(one.pattern)) this.#stay.add(one.value.start)
      }
    for (const name of this.names) {
      const isListed = /^(?:fields|display)$/.test(this.#stageOf(name)?.command ?? '')
      if (this.#mask(name.name) !== name.name)
        refuse('The name of this field is a whole address.', name)
      if (
        isSecretField(name.name, this.masking.secretParameters) &&
        !this.#isAlias(name) &&
        !(isListed && this.#isShown(name))
      )
        refuse(
          `${name.name} holds a secret, so it may be shown as ***, and nothing else be done with it.`,
          name,
        )
      if (
        name.name === '@message' &&
        !this.#stay.has(name.start) &&
        !(isListed && this.#isShown(name))
      )
        refuse(
          '@message holds whole addresses, so it may be shown, and nothing else be done with it.',
          name,
          'Use the fields of the request, or look for plain words: @message like "error".',
        )
      if (this.#isAlias(name) && isAddressField(name.name))
        refuse(
          `${name.name} is the name of a field with addresses.`,
          name,
          'Name the column otherwise.',
        )
    }
  }

  #rename(): string {
    let text = ''
    let at = 0
    for (const name of this.names) {
      if (!isAddressField(name.name) || this.#stay.has(name.start)) continue
      const written = this.text.slice(name.start, name.end)
      const own = this.#own.get(written) ?? `cwNetwork${this.#own.size + 1}`
      this.#own.set(written, own)
      const { command = '' } = this.#stageOf(name) ?? {}
      if (command === 'stats' || this.#isShown(name)) this.#shown.add(own)
      text += this.text.slice(at, name.start) + own
      at = name.end
    }
    return text + this.text.slice(at)
  }

  rewritten(): Rewritten {
    this.#check()
    const text = this.#rename()
    const networks = [...this.#own].map(([field, own]) => networkOf(field, own))
    const chooses = this.query.stages.some(({ command }) =>
      /^(?:fields|display|stats)$/.test(command),
    )
    const columns = [
      ...(chooses ? [] : ['@timestamp', '@message']),
      ...networks.map(({ column }) => column),
    ]
    const before =
      networks.length > 0
        ? [...networks.flatMap(({ parses }) => parses), `fields ${columns.join(', ')}`, '']
        : []
    const columnName = (column: string): string | null => {
      for (const [field, own] of this.#own) {
        if (column === own) return this.#shown.has(own) ? field.replaceAll('`', '') : null
        if (new RegExp(`^${own}[abcd]$`).test(column)) return null
        if (column.includes(own)) return column.replaceAll(own, field)
      }
      return column
    }
    return { text: before.join('\n| ') + text, columnName }
  }
}

/**
 * The same query for readers who may not see whole addresses, where events cannot be masked before the
 * query sees them: fields with addresses become their networks. What could give away more is refused.
 * `prelude` is our own text at its beginning, which gives the events our fields. Throws {@link MalformedQuery}.
 */
export function withoutAddresses(
  text: string,
  prelude: string | null,
  masking: Masking,
): Rewritten {
  const given = prelude !== null && text.trimStart().startsWith(prelude) ? prelude : null
  const own = given === null ? text : text.trimStart().slice(given.length)
  if (given !== null && !/^\s*(?:\||#|$)/.test(own)) return withoutAddresses(text, null, masking)
  const rest = given === null ? own : own.replace(/^\s*\|?/, '')
  const { query, names, expressions } = parse(rest)
  const rewriting = new Rewriting(rest, query, names, expressions, masking)
  const made = rewriting.rewritten()
  const isEmpty = made.text.trim() === ''
  return given === null ? made : { ...made, text: isEmpty ? given : `${given}\n| ${made.text}` }
}
