const quote = 0x22
const [blank, slash, mark, semicolon, backslash] = [0x20, 0x2f, 0x3f, 0x3b, 0x5c]

// ASCII without control characters, quote and backslash.
const isPlain = new Uint8Array(256)
for (let byte = 0x20; byte < 0x80; byte += 1)
  isPlain[byte] = byte === quote || byte === backslash ? 0 : 1

/** Where the plain text from `from` on ends, at a quote before `to`; -1 when it does not, or is not plain. */
export function plainEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && isPlain[bytes[at] as number] === 1) at += 1
  return at < to && bytes[at] === quote ? at : -1
}

/** Whether the bytes from `at` on are these. */
export function isAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  if (at + wanted.length > bytes.length) return false
  for (let index = 0; index < wanted.length; index += 1)
    if (bytes[at + index] !== wanted[index]) return false
  return true
}

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39

/** The status of three digits at `at`, as a number; 0 when there is none. */
export function statusAt(bytes: Uint8Array, at: number): number {
  const [first, second, third] = [bytes[at], bytes[at + 1], bytes[at + 2]] as [
    number,
    number,
    number,
  ]
  if (!isDigit(first) || !isDigit(second) || !isDigit(third) || first === 0x30) return 0
  return (first - 0x30) * 100 + (second - 0x30) * 10 + third - 0x30
}

export interface Address {
  number: number
  end: number
}

// `255.255.255.255`
const maxAddress = 15

/** Reads the IPv4 address that ends before `stop` into `address`; false when there is none, or one with leading zeros. */
export function readAddress(
  bytes: Uint8Array,
  from: number,
  stop: number,
  address: Address,
): boolean {
  const end = Math.min(bytes.length, from + maxAddress + 1)
  let number = 0
  let part = -1
  let dots = 0
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] as number
    if (isDigit(byte) && part !== 0) {
      part = (part < 0 ? 0 : part * 10) + byte - 0x30
      if (part > 255) return false
      continue
    }
    if (part < 0) return false
    number = number * 256 + part
    part = -1
    if (byte === 0x2e && dots < 3) {
      dots += 1
      continue
    }
    address.number = number
    address.end = at
    return byte === stop && dots === 3
  }
  return false
}

/** Where the parts of a request line begin or end. */
export interface RequestLine {
  methodEnd: number
  pathEnd: number
  queryEnd: number
}

const protocol = new TextEncoder().encode('HTTP/')

/** Where the path at `from` ends, at `?`, a blank or `to`; -1 when it is none, or has parameters. */
export function pathEnd(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[from] !== slash) return -1
  let at = from
  while (at < to && bytes[at] !== mark && bytes[at] !== blank) {
    if (bytes[at] === semicolon) return -1
    at += 1
  }
  return at
}

/** Reads the request line in [from, to) into `line`; false when it is not of the form `GET /menu?x=1 HTTP/1.1`. */
export function readRequestLine(
  bytes: Uint8Array,
  from: number,
  to: number,
  line: RequestLine,
): boolean {
  let at = from
  while (at < to && (bytes[at] as number) >= 0x41 && (bytes[at] as number) <= 0x5a) at += 1
  if (at === from || at > from + 16 || at === to || bytes[at] !== blank) return false
  line.methodEnd = at
  line.pathEnd = pathEnd(bytes, at + 1, to)
  if (line.pathEnd === -1) return false
  at = line.pathEnd
  while (at < to && bytes[at] !== blank) at += 1
  line.queryEnd = at
  const digit = at + 1 + protocol.length
  if (digit >= to || !isAt(bytes, at + 1, protocol) || !isDigit(bytes[digit] as number))
    return false
  for (at = digit; at < to; at += 1) if (bytes[at] === blank) return false
  return true
}
