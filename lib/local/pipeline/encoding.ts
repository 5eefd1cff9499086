/** How the characters of a content are encoded. */
export type Encoding = 'utf8' | 'utf16le' | 'utf16be'

/** By its byte order mark or, without one, by zeros in every other byte. */
export function encodingOf(head: Buffer): Encoding {
  const mark = head.subarray(0, 2).toString('hex')
  if (mark === 'fffe') return 'utf16le'
  if (mark === 'feff') return 'utf16be'
  const pairs = Math.min(head.length, 512) >> 1
  if (pairs < 8) return 'utf8'
  let [even, odd] = [0, 0]
  for (let at = 0; at < pairs * 2; at += 2) {
    if (head[at] === 0) even += 1
    if (head[at + 1] === 0) odd += 1
  }
  if (even === 0 && odd > pairs * 0.9) return 'utf16le'
  return odd === 0 && even > pairs * 0.9 ? 'utf16be' : 'utf8'
}

/** Bytes of the smallest character. */
export const unitBytes = (encoding: Encoding) => (encoding === 'utf8' ? 1 : 2)

export function decode(bytes: Buffer, encoding: Encoding): string {
  if (encoding === 'utf8') return bytes.toString('utf8')
  const even = bytes.subarray(0, bytes.length & ~1)
  return (encoding === 'utf16le' ? even : Buffer.from(even).swap16()).toString('utf16le')
}

const newlines = {
  utf8: Buffer.from([10]),
  utf16le: Buffer.from([10, 0]),
  utf16be: Buffer.from([0, 10]),
}

/** Where the first line from `from` on ends, its line end included; 0 when it does not. */
export function lineEnd(bytes: Buffer, from: number, encoding: Encoding): number {
  const newline = newlines[encoding]
  let at = bytes.indexOf(newline, from)
  // In UTF-16 only at a whole character, counted from the beginning of the bytes.
  while (at >= 0 && at % newline.length !== 0) at = bytes.indexOf(newline, at + 1)
  return at < 0 ? 0 : at + newline.length
}

/** Where the last whole line ends, its line end included; 0 when there is none. */
export function lastLineEnd(bytes: Buffer, encoding: Encoding): number {
  const newline = newlines[encoding]
  let at = bytes.lastIndexOf(newline)
  while (at > 0 && at % newline.length !== 0) at = bytes.lastIndexOf(newline, at - 1)
  return at < 0 || at % newline.length !== 0 ? 0 : at + newline.length
}
