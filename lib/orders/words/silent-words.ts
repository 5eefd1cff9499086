import type { SilentSource } from '@/lib/orders/missing/sources'
import { visible } from '@/lib/visible'
import { lasting } from './lasting'

/** "Nothing has come from access_log.b since 06:30 (4 h), while other logs go on." */
export const silentSentence = (
  silent: readonly SilentSource[],
  atMs: number,
  at: (ms: number) => string,
): string =>
  `Nothing has come ${silent
    .map(
      ({ name, sinceMs }) =>
        `from ${visible(name)} since ${at(sinceMs)} (${lasting(atMs - sinceMs)})`,
    )
    .join(' and ')}, while other logs go on.`
