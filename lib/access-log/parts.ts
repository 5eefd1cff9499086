import type { Stripped } from './prefixes'

/** What has come of a line that a transport has cut into parts. Plain JSON. */
export interface OpenLine {
  stream: string
  text: string
}

// It is stored with the position of the file. What is longer is cut off.
const maxLength = 1 << 18
// A file has two: stdout and stderr.
const maxStreams = 8

/** The line that ends with this part, null while more of it follows, and the lines that are open then. */
export function withPart(
  open: readonly OpenLine[],
  { line, stream }: Stripped,
): { whole: string | null; open: readonly OpenLine[] } {
  const before = open.find((one) => one.stream === stream?.name)
  if (!stream || !(before || stream.continues)) return { whole: line, open }
  const others = open.filter((one) => one !== before)
  const text = ((before?.text ?? '') + line).slice(0, maxLength)
  if (!stream.continues) return { whole: text, open: others }
  return { whole: null, open: [...others, { stream: stream.name, text }].slice(-maxStreams) }
}
