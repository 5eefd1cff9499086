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
  /** The one that fitted last stands first, and the one under no header last. */
  let readers: readonly [LineReader, ...LineReader[]] = [underNone]
  let lookedMs = Number.NEGATIVE_INFINITY

  function look() {
    const atMs = now()
    if (atMs - lookedMs < lookEveryMs) return
    lookedMs = atMs
    for (const header of headers()) {
      if (known.has(header)) continue
      known.add(header)
      const added = readerUnder(header)
      const others = readers.filter((one) => one !== underNone)
      readers = [
        others[0] ?? added,
        ...(others.length > 0 ? [...others.slice(1), added] : []),
        underNone,
      ]
    }
  }

  return {
    ...underNone,
    read(text) {
      look()
      const [first, ...others] = readers
      const reading = first.read(text)
      if (reading.kind !== 'notUnderstood') return reading
      for (const other of others) {
        const found = other.read(text)
        if (found.kind !== 'request') continue
        if (other === underNone) return found
        readers = [other, ...readers.filter((one) => one !== other && one !== underNone), underNone]
        return found
      }
      return reading
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
