import { dayMs, hourMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import type { Affected, Trouble } from './failing'

const maxVisits = 5_000
/** Of a group that is refused, somebody comes so often. */
const longestGapMs = hourMs

interface Refused {
  atMs: number
  status: number
}

/**
 * People's visits that were refused a page and have not been answered well since. Who is refused all
 * pages, as one browser is, meets some of them before the one that is noticed first.
 */
export function newRefusedGroup() {
  const refused = new Map<Visit, Refused>()

  return {
    refused(visit: Visit, atMs: number, status: number) {
      if (refused.has(visit)) return
      const [oldest] = refused
      if (oldest && (refused.size >= maxVisits || oldest[1].atMs < atMs - dayMs))
        refused.delete(oldest[0])
      refused.set(visit, { atMs, status })
    },
    answered(visit: Visit) {
      refused.delete(visit)
    },
    /** With the visits of its group that met the same elsewhere, and since they did. */
    widened(trouble: Trouble): Trouble {
      const { among, failure, status } = trouble
      if (!among || failure !== 'refused') return trouble
      const alike = [...refused]
        .filter(([visit, { status: by }]) => by === status && visit[among.by] === among.value)
        .map(([visit, { atMs }]): Affected => ({ visit, atMs }))
      let { sinceMs } = trouble
      for (const { atMs } of alike.toReversed())
        if (atMs < sinceMs && sinceMs - atMs <= longestGapMs) sinceMs = atMs
      const met = new Set(trouble.affected.map(({ visit }) => visit))
      const also = alike.filter(({ visit, atMs }) => atMs >= sinceMs && !met.has(visit))
      return { ...trouble, sinceMs, affected: [...trouble.affected, ...also] }
    },
  }
}
