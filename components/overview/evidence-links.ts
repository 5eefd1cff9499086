import type { WordLink } from '@/components/shell/linked-words'
import { withBase } from '@/lib/base-path'
import { incidentPath } from '@/lib/orders/incidents/incident-note'
import type { Incident } from '@/lib/orders/incidents/incidents'
import type { Evidence } from '@/lib/orders/report/evidence'
import { viewHref } from '@/lib/view'
import { visitPauseMs } from '@/lib/visits/pause'

interface Context {
  /** Counts the visits that were said; none where nothing follows the shop. */
  visitsQuery: string | undefined
  /** Counts visits and orders in short bins, without any filter; null where none is there. */
  countsQuery: string | null
  /** The incident that goes on, if one does. */
  incident: Incident | undefined
}

const linesQuery = 'fields @timestamp, @message | sort @timestamp asc | limit 1000'

type Opened = Omit<WordLink, 'words'>

const openers: Record<Evidence['of'], (evidence: Evidence, context: Context) => Opened> = {
  request: ({ range, request }) => ({
    href: viewHref('/errors', { range, request }),
    title: 'This request: when it failed, and for whom',
  }),
  lines: ({ range }) => ({
    href: viewHref('/explore', { range, query: linesQuery }),
    title: 'The lines of the log around this time',
  }),
  // Who was there before does not begin a visit.
  visits: ({ range: { fromMs, toMs } }, { visitsQuery: query }) =>
    query === undefined
      ? orderVolume({ range: { fromMs, toMs } })
      : {
          href: viewHref('/explore', { range: { fromMs: fromMs - visitPauseMs, toMs }, query }),
          title: 'These visits, counted in the log',
        },
  orders: ({ range }, { countsQuery: query }) =>
    query === null
      ? orderVolume({ range })
      : {
          href: viewHref('/explore', { range, query }),
          title: 'Orders of this time, bin by bin',
        },
  expected: (evidence) => orderVolume(evidence),
  missed: (evidence, { incident }) =>
    incident === undefined
      ? orderVolume(evidence)
      : { href: withBase(incidentPath(incident)), title: 'The incident, and what it cost' },
}

const orderVolume = ({ range }: Pick<Evidence, 'range'>): Opened => ({
  href: `${viewHref('/', { range })}#order-volume`,
  title: 'Orders, over those that were to be expected',
})

/** Where the words of the headline lead: to what they were made from, at its very time. */
export const evidenceLinks = (evidence: readonly Evidence[], context: Context): WordLink[] =>
  evidence.map((one) => ({ words: one.words, ...openers[one.of](one, context) }))
