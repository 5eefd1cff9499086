import type { TimeRange } from '@/lib/time'
import { runtime } from './runtime'

/** Tells later whether events of a range may have been added or deleted since now; undefined where nobody knows. */
export function unchangedFromNow({ fromMs, toMs }: TimeRange): (() => boolean) | undefined {
  const { localEngine } = runtime()
  if (!localEngine) return undefined
  const version = localEngine.version()
  return () => !localEngine.changedSince(version, { startMs: fromMs, endMs: toMs - 1 })
}
