import { newReaders } from '@/lib/access-log/declared/readers'
import { type LineReader, newReaderState } from '@/lib/access-log/line-reader'
import { runtime } from '@/lib/aws/runtime'

interface HeaderOptions {
  /** The header lines that are in force in the files now, the newest file's first. */
  headers: () => readonly string[]
  /** A reader that begins under a header, or under none. */
  readerUnder: (header: string | null) => LineReader
  /** Epoch ms. */
  now: () => number
}

const lookEveryMs = 1_000

/**
 * Header lines are no events, so a line may be of any file: it is read under the header that fitted the
 * one before it, else under the others, else under none. Files that are read later bring theirs then.
 */
export function newHeaderReader({ headers, readerUnder, now }: HeaderOptions): LineReader {
  const underNone = readerUnder(null)
  const known = new Set<string>()
  /** Those under headers; the one that fitted last stands first. */
  let readers: LineReader[] = []
  let lookedMs = Number.NEGATIVE_INFINITY

  function look() {
    const atMs = now()
    if (atMs - lookedMs < lookEveryMs) return
    lookedMs = atMs
    for (const header of headers()) {
      if (known.has(header)) continue
      known.add(header)
      readers.push(readerUnder(header))
    }
  }

  function readOtherwise(text: string) {
    for (const reader of readers.slice(1)) {
      const reading = reader.read(text)
      if (reading.kind !== 'request') continue
      readers = [reader, ...readers.filter((one) => one !== reader)]
      return reading
    }
    const reading = underNone.read(text)
    return reading.kind === 'request' ? reading : null
  }

  return {
    ...underNone,
    read(text) {
      look()
      const [first] = readers
      if (!first) return underNone.read(text)
      const reading = first.read(text)
      return reading.kind === 'notUnderstood' ? (readOtherwise(text) ?? reading) : reading
    },
  }
}

/** Reads the lines of the watched log group: under the headers of the files that are followed. */
export function readerOfLog(): LineReader {
  const { env, loading, now } = runtime()
  const { logFormats, trustedProxies, logGroup } = env
  const readerOf = newReaders({ logFormats, trustedProxies }, now)
  return newHeaderReader({
    headers: () =>
      (loading?.()?.files ?? [])
        .toSorted((a, b) => (b.newestRequestMs ?? 0) - (a.newestRequestMs ?? 0))
        .flatMap(({ header }) => header ?? []),
    readerUnder: (header) => readerOf(logGroup, { ...newReaderState(), header }),
    now,
  })
}
