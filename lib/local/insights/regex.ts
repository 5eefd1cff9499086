import type { Span } from '@/lib/text/problem'
import { MalformedQuery } from './malformed'
import { choice, type Node, piece, sequence } from './regex-node'
import {
  type CharacterSet,
  lastEnd,
  letterSets,
  lineBreak,
  posixSet,
  propertySet,
} from './regex-sets'

/**
 * Regular expressions as Java and RE2 write them, written anew for RE2. Everything that RE2 would refuse
 * is refused here, before the query starts: what is read is what is known to run.
 */

export interface Group {
  /** null where it has none. */
  name: string | null
  number: number
  /** It can match the empty text, so that one may be its value. */
  canBeEmpty: boolean
  /**
   * What to capture instead (see `write`) to know whether the group took part: it did where that is not
   * empty. null: not known, or it always does.
   */
  proof: number | null
}

export interface Regex {
  /** Those that capture, by their opening brackets. */
  groups: readonly Group[]
  /** As RE2; of groups that capture `only` this one (0: none; negative: what proves that one took part), or all. */
  write: (only?: number) => string
}

const maxDepth = 200
// RE2 stops at 1000 repetitions, also of repetitions, and at some 250,000 instructions.
const maxRepetitions = 1_000
const maxCost = 150_000
const lastCharacter = 0x10ffff

const dialect = 'not part of this regular expression dialect'

const codeOf = (char: string) => char.codePointAt(0) ?? 0
const hex = (code: number) => `\\x{${code.toString(16)}}`
const isSurrogate = (code: number) => code >= 0xd800 && code <= 0xdfff

/** A character that means itself, where `special` would mean something else. */
function literal(code: number, special: RegExp): string {
  const char = String.fromCodePoint(code)
  if (code < 0x20 || code === 0x7f || isSurrogate(code)) return hex(code)
  return special.test(char) ? `\\${char}` : char
}
const inClass = (code: number) => literal(code, /[\\^[\]-]/)

const character = (code: number) => piece(literal(code, /[\\^$.|?*+()[\]{}]/), code < 0x80 ? 2 : 8)

/** A set outside of a class. */
const alone = ({ items }: CharacterSet) =>
  /^\\(?:[a-z]|p\{\^?\w+\})$/i.test(items) ? items : `[${items}]`

const controls: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 }
const assertions: Readonly<Record<string, string>> = {
  A: '\\A',
  b: '\\b',
  B: '\\B',
  z: '\\z',
  Z: lastEnd,
}

class RegexReader {
  readonly groups: Group[] = []
  /** Those of which it is not decided yet whether they always take part. */
  #open: Group[] = []
  #marks = 0
  #at = 0
  #depth = 0

  constructor(
    readonly source: string,
    readonly span: Span,
  ) {}

  whole(): Node {
    const read = this.#choice()
    if (this.#at < this.source.length) throw this.#unreadable('there is a ) too many')
    if (read.repeats > maxRepetitions)
      throw this.#unreadable(`more than ${maxRepetitions} repetitions`)
    if (read.cost > maxCost) throw this.#unreadable('it is too large')
    return read
  }

  #unreadable(why: string): MalformedQuery {
    return new MalformedQuery(`the regular expression cannot be read: ${why}`, this.span)
  }

  #foreign(what: string): MalformedQuery {
    return new MalformedQuery(`${what} ${dialect}`, this.span)
  }

  #is(text: string): boolean {
    return this.source.startsWith(text, this.#at)
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false
    this.#at += text.length
    return true
  }

  /** What a pattern finds here; its first group, or all of it. */
  #match(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern, 'sy')
    sticky.lastIndex = this.#at
    const found = sticky.exec(this.source)
    if (!found) return undefined
    this.#at += found[0].length
    return found[1] ?? found[0]
  }

  #character(): number {
    const code = this.source.codePointAt(this.#at) ?? 0
    this.#at += code > 0xffff ? 2 : 1
    return code
  }

  #choice(): Node {
    this.#depth += 1
    if (this.#depth > maxDepth) throw this.#unreadable('it is nested too deeply')
    const outside = this.#open
    const options: { node: Node; inside: Group[] }[] = []
    do {
      this.#open = []
      options.push({ node: this.#sequence(), inside: this.#open })
    } while (this.#take('|'))
    this.#depth -= 1
    this.#open = outside
    const [only] = options
    if (options.length > 1 || !only)
      return choice(options.map(({ node, inside }) => this.#optional(node, inside)))
    this.#open.push(...only.inside)
    return only.node
  }

  /** A part of the pattern that need not take part, and the groups that take part when it does. */
  #optional(node: Node, inside: readonly Group[]): Node {
    if (node.canBeEmpty || inside.every(({ canBeEmpty }) => !canBeEmpty)) return node
    this.#marks -= 1
    const mark = this.#marks
    for (const group of inside) group.proof = mark
    const write: Node['write'] = (only) => (only === mark ? `(${node.write(0)})` : node.write(only))
    return { ...node, write }
  }

  #sequence(): Node {
    const parts: Node[] = []
    while (this.#at < this.source.length && !this.#is('|') && !this.#is(')'))
      parts.push(...this.#item())
    return sequence(parts)
  }

  /** What stands here with the number of times that it is repeated; of a quotation its characters. */
  #item(): Node[] {
    if (this.#take('\\Q')) {
      const quoted = this.#match(/(.*?)(?:\\E|$)/) ?? ''
      const characters = [...quoted].map((char) => character(codeOf(char)))
      const last = characters.pop()
      return last ? [...characters, this.#repeated(last)] : []
    }
    const flags = this.#match(/\(\?([imsU]*(?:-[imsU]+)?)\)/)
    if (flags !== undefined) {
      this.#refuseQuantifier()
      return flags === '' ? [] : [piece(`(?${flags})`, 0, true)]
    }
    if (this.#take('(')) {
      const outside = this.#open
      this.#open = []
      const group = this.#group()
      const inside = this.#open
      this.#open = outside
      return [this.#repeated(group, inside)]
    }
    if (this.#take('[')) return [this.#repeated(this.#class())]
    if (this.#take('\\')) return [this.#escape()]
    this.#refuseQuantifier()
    if (this.#take('.')) return [this.#repeated(piece('.', 8))]
    const anchor = this.#match(/[\^$]/)
    if (anchor) return [this.#unrepeated(piece(anchor, 1, true))]
    return [this.#repeated(character(this.#character()))]
  }

  #quantifier(): string | undefined {
    return this.#match(/(?:[*+?]|\{\d+(?:,\d*)?\})\??/)
  }

  #refuseQuantifier(): void {
    if (this.#quantifier() !== undefined) throw this.#unreadable('there is nothing to repeat')
  }

  #unrepeated(node: Node): Node {
    this.#refuseQuantifier()
    return node
  }

  /** With the groups in it. */
  #repeated(once: Node, inside: readonly Group[] = []): Node {
    const suffix = this.#quantifier()
    if (suffix === undefined) {
      this.#open.push(...inside)
      return once
    }
    if (this.#is('+')) throw this.#foreign('a possessive quantifier such as a++ is')
    if (this.#quantifier() !== undefined) throw this.#unreadable('it repeats a repetition')
    const [, least, range, most] = /^\{(\d+)(,(\d*))?/.exec(suffix) ?? []
    const fewest = Number(least ?? (suffix.startsWith('+') ? 1 : 0))
    const times = least === undefined ? 1 : Number(most || least)
    if (Math.max(fewest, times) > maxRepetitions)
      throw this.#unreadable(`more than ${maxRepetitions} repetitions`)
    if (range !== undefined && most && Number(most) < fewest)
      throw this.#unreadable(`${suffix} is the wrong way round`)
    const copies = Math.max(times, 1)
    if (fewest > 0) this.#open.push(...inside)
    const node = fewest > 0 ? once : this.#optional(once, inside)
    return {
      write: (only) => node.write(only) + suffix,
      canBeEmpty: fewest === 0 || node.canBeEmpty,
      cost: (node.cost + 2) * copies,
      repeats: node.repeats * copies,
    }
  }

  /** Behind its opening bracket. */
  #group(): Node {
    let open = '(?:'
    let group: Group | undefined
    if (this.#take('?')) {
      if (this.#match(/(?:<)?[=!]/)) throw this.#foreign('look-around is')
      if (this.#is('>')) throw this.#foreign('an atomic group is')
      const name = this.#match(/P?<([@A-Za-z_][\w@.]*)>/)
      const flags = name === undefined ? this.#match(/([imsU]*(?:-[imsU]+)?):/) : undefined
      if (name !== undefined) group = this.#capturing(name)
      else if (flags === undefined) throw this.#foreign(`(?${this.#match(/.{0,2}/) ?? ''}… is`)
      else if (flags !== '') open = `(?${flags}:`
    } else group = this.#capturing(null)
    const body = this.#choice()
    if (!this.#take(')')) throw this.#unreadable('a ) is missing')
    if (group) {
      group.canBeEmpty = body.canBeEmpty
      this.#open.push(group)
    }
    const { number } = group ?? {}
    return {
      ...body,
      cost: body.cost + 2,
      write: (only) => {
        const captures = number !== undefined && (only === undefined || only === number)
        return `${captures ? '(' : open}${body.write(only)})`
      },
    }
  }

  #capturing(name: string | null): Group {
    if (name !== null && this.groups.some((other) => other.name === name))
      throw this.#unreadable(`two groups are called ${name}`)
    const group = { name, number: this.groups.length + 1, canBeEmpty: true, proof: null }
    this.groups.push(group)
    return group
  }

  /** Behind a backslash. */
  #escape(): Node {
    if (this.#match(/[1-9]|k</)) throw this.#foreign('back-references are')
    const letter = this.source[this.#at] ?? ''
    const assertion = Object.hasOwn(assertions, letter) ? assertions[letter] : undefined
    if (assertion !== undefined) {
      this.#at += 1
      return this.#unrepeated(piece(assertion, 12, true))
    }
    if (this.#take('R')) return this.#repeated(piece(lineBreak, 60))
    const set = this.#set()
    if (set) return this.#repeated(piece(alone(set), set.cost))
    return this.#repeated(character(this.#escapedCharacter()))
  }

  /** `\d`, `\P{Alpha}` and their like, behind the backslash. */
  #set(): CharacterSet | undefined {
    const letter = this.source[this.#at] ?? ''
    const isOthers = /[A-Z]/.test(letter)
    const known = Object.hasOwn(letterSets, letter.toLowerCase())
      ? letterSets[letter.toLowerCase()]
      : undefined
    if (known) this.#at += 1
    const set = known ?? this.#property()
    return set && isOthers ? { ...set, items: set.others, others: set.items } : set
  }

  #property(): CharacterSet | undefined {
    if (!this.#match(/[pP]/)) return undefined
    const name = this.#match(/\{([^{}]*)\}/) ?? this.#match(/[A-Z]/) ?? ''
    const isOthers = name.startsWith('^')
    const set = propertySet(name.replace('^', ''))
    if (!set) throw this.#foreign(`the set of characters \\p{${name}} is`)
    return isOthers ? { ...set, items: set.others, others: set.items } : set
  }

  /** A character that is written with a backslash, behind it. */
  #escapedCharacter(): number {
    const pair = this.#match(/u([dD][89abAB][\dA-Fa-f]{2}\\u[dD][c-fC-F][\dA-Fa-f]{2})/)
    if (pair !== undefined) {
      const [high = '', low = ''] = pair.split('\\u')
      return codeOf(String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)))
    }
    const digits =
      this.#match(/u([\dA-Fa-f]{4})/) ??
      this.#match(/x\{([\dA-Fa-f]{1,8})\}/) ??
      this.#match(/x([\dA-Fa-f]{2})/)
    const code = Number.parseInt(digits ?? '0', 16)
    if (code > lastCharacter) throw this.#unreadable(`there is no character ${digits}`)
    if (digits !== undefined) return code
    const octal = this.#match(/0([0-3]?[0-7]{0,2})/)
    if (octal !== undefined) return Number.parseInt(octal || '0', 8)
    const control = this.#match(/c([@-_a-z])/)
    if (control !== undefined) return codeOf(control.toUpperCase()) ^ 64
    if (this.#at >= this.source.length) throw this.#unreadable('it ends with a backslash')
    const known = this.source[this.#at] ?? ''
    if (Object.hasOwn(controls, known)) {
      this.#at += 1
      return controls[known] ?? 0
    }
    if (/[A-Za-z\d]/.test(known)) throw this.#foreign(`\\${known} is`)
    return this.#character()
  }

  /** Behind its opening bracket. */
  #class(): Node {
    const open = this.#take('^') ? '[^' : '['
    let items = ''
    let cost = 20
    do {
      const item = this.#classItem()
      items += item.items
      cost += item.cost
    } while (!this.#is(']'))
    this.#at += 1
    return piece(`${open}${items}]`, cost)
  }

  #classItem(): Pick<CharacterSet, 'items' | 'cost'> {
    if (this.#at >= this.source.length) throw this.#unreadable('a ] is missing')
    const posix = this.#match(/\[:(\^?\w+):\]/)
    if (posix !== undefined) {
      const set = posixSet(posix.replace('^', ''))
      if (!set) throw this.#foreign(`[:${posix}:] is`)
      return posix.startsWith('^') ? { ...set, items: set.others } : set
    }
    if (this.#take('\\Q')) {
      const quoted = [...(this.#match(/(.*?)(?:\\E|$)/) ?? '')]
      const written = quoted.map((char) => inClass(codeOf(char))).join('')
      return { items: written, cost: 8 * quoted.length }
    }
    if (this.#take('\\')) {
      const set = this.#set()
      if (set) return set
      return this.#range(this.#escapedCharacter())
    }
    return this.#range(this.#character())
  }

  /** A character of a class, or the range that begins with it. */
  #range(first: number): Pick<CharacterSet, 'items' | 'cost'> {
    const isRange = this.#match(/-(?=[^\]])/) !== undefined
    if (!isRange) return { items: inClass(first), cost: 8 }
    const last = this.#take('\\') ? this.#escapedCharacter() : this.#character()
    if (last < first) throw this.#unreadable('a range of characters is the wrong way round')
    // Regardless of case, a wide one draws in many more.
    const cost = last - first < 128 ? 60 : 1_000
    return { items: `${inClass(first)}-${inClass(last)}`, cost }
  }
}

/** Reads a regular expression. Throws {@link MalformedQuery} where it is none, or none that RE2 could run. */
export function readRegex(source: string, span: Span): Regex {
  const reader = new RegexReader(source, span)
  const { write } = reader.whole()
  return { groups: reader.groups, write }
}
