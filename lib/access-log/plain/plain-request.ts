/**
 * A request of which every field stands in its line as it is: printable ASCII, nothing escaped, nothing
 * to repair. One object serves all lines: it is valid until the next one is read.
 */
export interface PlainRequest {
  timestampMs: number
  /** The client, an IPv4 address, as a number. */
  client: number
  /** The names of its fields; the same array for lines of the same form. */
  names: readonly string[]
  /** Where each field begins and ends in the bytes; one that begins at {@link zero} is the text `0`. */
  spans: Int32Array
  /** The same number only for requests whose {@link alikeFields} are the same. */
  alike: number
}

export const alikeFields: readonly string[] = ['method', 'query', 'request', 'status']

export const zero = -1

/** Reads the line in [from, to) of some bytes; null when it is not that plain, whatever it may be. */
export type ReadPlain = (bytes: Uint8Array, from: number, to: number) => PlainRequest | null

/** Bytes of ASCII as text. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to; at += 1) text += String.fromCharCode(bytes[at] as number)
  return text
}

/** A copy: a Buffer's own slice would go on with its block. */
export const copyOf = (bytes: Uint8Array, from: number, to: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(bytes.subarray(from, to))

/** The fields as texts. */
export function fieldsOfPlain({ names, spans }: PlainRequest, bytes: Uint8Array) {
  const fields: Record<string, string> = {}
  for (const [at, name] of names.entries()) {
    const from = spans[2 * at] as number
    fields[name] = from === zero ? '0' : asciiText(bytes, from, spans[2 * at + 1] as number)
  }
  return fields
}

const [quote, backslash] = [0x22, 0x5c]

/** Where the plain text from `from` on ends, at a quote before `to`; -1 when it does not, or is not plain. */
export function plainEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number
    if (byte === quote) return at
    if (byte < 0x20 || byte > 0x7e || byte === backslash) return -1
  }
  return -1
}

/** Whether the bytes from `at` on are these. */
export function isAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index += 1)
    if (bytes[at + index] !== wanted[index]) return false
  return true
}

export interface Address {
  number: number
  end: number
}

/** Reads the IPv4 address that ends before `stop` into `address`; false when there is none, or one with leading zeros. */
export function readAddress(
  bytes: Uint8Array,
  from: number,
  stop: number,
  address: Address,
): boolean {
  let number = 0
  let part = -1
  let dots = 0
  for (let at = from; at < from + 16; at += 1) {
    const byte = bytes[at] as number
    const digit = byte - 0x30
    if (digit >= 0 && digit <= 9 && part !== 0) {
      part = (part < 0 ? 0 : part * 10) + digit
      if (part > 255) return false
      continue
    }
    if (part < 0) return false
    number = number * 256 + part
    part = -1
    if (byte === 0x2e && dots < 3) dots += 1
    else {
      address.number = number
      address.end = at
      return byte === stop && dots === 3
    }
  }
  return false
}

/** The status of three digits at `at`, as a number; 0 when there is none. */
export function statusAt(bytes: Uint8Array, at: number): number {
  const first = (bytes[at] as number) - 0x30
  const second = (bytes[at + 1] as number) - 0x30
  const third = (bytes[at + 2] as number) - 0x30
  const isStatus =
    first >= 1 && first <= 9 && second >= 0 && second <= 9 && third >= 0 && third <= 9
  return isStatus ? first * 100 + second * 10 + third : 0
}
