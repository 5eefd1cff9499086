import { newReaders } from '@/lib/access-log/declared/readers'
import { type LineReader, newReaderState } from '@/lib/access-log/line-reader'
import { runtime } from '@/lib/aws/runtime'

/** Reads the lines of the watched log group. Header lines are no events: those of the files that are followed count. */
export function readerOfLog(): LineReader {
  const { env, loading, now } = runtime()
  const { logFormats, trustedProxies, logGroup } = env
  const newest = (loading?.()?.files ?? [])
    .filter(({ header }) => header !== undefined)
    .sort((a, b) => (b.newestRequestMs ?? 0) - (a.newestRequestMs ?? 0))[0]
  const readerOf = newReaders({ logFormats, trustedProxies }, now)
  return readerOf(logGroup, { ...newReaderState(), header: newest?.header ?? null })
}
