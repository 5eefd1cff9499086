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
}

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
