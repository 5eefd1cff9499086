import { splitRequestLine } from '../request-line'
import { asciiText, copyOf } from './plain-request'

/** Texts that come again and again, each with a number of its own; what is not asked for any more is replaced. */
interface Known {
  bytes: Uint8Array
  id: number
}

/** A request line whose parts stand in it as they are; where they begin and end, counted from its first byte. */
export interface RequestLine extends Known {
  /** Whether that is so. */
  isPlain: boolean
  methodEnd: number
  pathEnd: number
  queryEnd: number
}

const slots = 1 << 13
// What is longer hardly comes again.
export const maxKnownBytes = 512

let ids = 0

/** FNV-1a. */
export function hashOf(bytes: Uint8Array, from: number, to: number, seed = 0x811c9dc5): number {
  let hash = seed
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
  return hash
}

const slotOf = (hash: number) => (hash ^ (hash >>> 15)) & (slots - 1)

const isSame = (known: Uint8Array, bytes: Uint8Array, from: number, to: number) => {
  if (known.length !== to - from) return false
  for (let at = 0; at < known.length; at += 1) if (known[at] !== bytes[from + at]) return false
  return true
}

function takeApart(bytes: Uint8Array, from: number, to: number): RequestLine {
  const text = asciiText(bytes, from, to)
  const found = splitRequestLine(text)
  ids += 1
  const known = { bytes: copyOf(bytes, from, to), id: ids }
  if (!found || text !== `${found.method} ${found.path}${found.query} ${found.protocol}`)
    return { ...known, isPlain: false, methodEnd: 0, pathEnd: 0, queryEnd: 0 }
  const methodEnd = found.method.length
  const pathEnd = methodEnd + 1 + found.path.length
  return { ...known, isPlain: true, methodEnd, pathEnd, queryEnd: pathEnd + found.query.length }
}

const requestLines: (RequestLine | undefined)[] = []

/** A request line of at most {@link maxKnownBytes} bytes, taken apart once. */
export function requestLineAt(bytes: Uint8Array, from: number, to: number): RequestLine {
  const slot = slotOf(hashOf(bytes, from, to))
  const known = requestLines[slot]
  if (known && isSame(known.bytes, bytes, from, to)) return known
  const read = takeApart(bytes, from, to)
  requestLines[slot] = read
  return read
}

const triples: ([Uint8Array, Uint8Array, Uint8Array, number] | undefined)[] = []

/** The number of three texts, given by where they begin and end: the same only where all three are. */
export function idOfThree(bytes: Uint8Array, spans: Int32Array, a: number, b: number, c: number) {
  const [aFrom, aTo] = [spans[2 * a] as number, spans[2 * a + 1] as number]
  const [bFrom, bTo] = [spans[2 * b] as number, spans[2 * b + 1] as number]
  const [cFrom, cTo] = [spans[2 * c] as number, spans[2 * c + 1] as number]
  const first = hashOf(bytes, bFrom, bTo, hashOf(bytes, aFrom, aTo))
  const slot = slotOf(hashOf(bytes, cFrom, cTo, first))
  const known = triples[slot]
  if (
    known &&
    isSame(known[0], bytes, aFrom, aTo) &&
    isSame(known[1], bytes, bFrom, bTo) &&
    isSame(known[2], bytes, cFrom, cTo)
  )
    return known[3]
  ids += 1
  triples[slot] = [
    copyOf(bytes, aFrom, aTo),
    copyOf(bytes, bFrom, bTo),
    copyOf(bytes, cFrom, cTo),
    ids,
  ]
  return ids
}
