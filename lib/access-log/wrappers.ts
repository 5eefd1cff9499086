import { textOf } from './json'
import type { Stripped } from './prefixes'
import { isoTime } from './time'

// Docker cuts lines at 16 KiB of UTF-8; the last piece ends with the newline. Others write no newline.
const pieceBytes = 16_384
const isPiece = (log: string) =>
  log.length * 3 >= pieceBytes && new TextEncoder().encode(log).length >= pieceBytes

/** The line within a JSON object that only carries it, and what wrote it around the line; null when there is none. */
export function unwrap(
  object: Readonly<Record<string, unknown>>,
): (Stripped & { name: string }) | null {
  const { log, stream, time, message, MESSAGE } = object
  if (typeof log === 'string') {
    const continues = !log.endsWith('\n') && isPiece(log)
    return {
      name: 'Docker json-file',
      line: log.replace(/\r?\n$/, ''),
      timestampMs:
        (typeof time === 'string' && /(?:Z|[+-]\d\d:?\d\d)$/.test(time) && isoTime(time)) || null,
      stream: { name: `docker ${textOf(stream) ?? ''}`, continues },
    }
  }
  // The times of these are those of reading, not of the request.
  if (typeof MESSAGE === 'string') return { name: 'journald', line: MESSAGE, timestampMs: null }
  return typeof message === 'string'
    ? { name: 'a JSON message', line: message, timestampMs: null }
    : null
}
