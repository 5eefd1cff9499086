import { counted } from '@/lib/format'
import type { Site } from '@/lib/site'
import type { TimeRange } from '@/lib/time'
import { every, type Fragment, insights } from './insights'
import { isCustomersAddress, isPersonsAgent } from './people'
import { isRequest } from './query'

/**
 * Counts the visits that began in a range as the headline does: each once, of people, with more than one
 * request. To be asked of the range and of the pause that parts two visits before it.
 */
export function visitsBegun({ fromMs, toMs }: TimeRange, site: Site): Fragment {
  const counts = every([
    insights`began >= ${fromMs} and began < ${toMs} and requests > 1`,
    isPersonsAgent(site),
    isCustomersAddress(site),
  ])
  return insights`
    filter ${isRequest}
    | stats min(toMillis(@timestamp)) as began, count(*) as requests by remoteIP, userAgent
    | filter ${counts}
    | stats count(*) as visits`
}

/** What the headline said, as comments before {@link visitsBegun}: the log alone may say a little more, or less. */
export const headlineCounted = (visits: number): string =>
  [
    `# The headline counted ${counted(visits, 'visit')} that began in this time, each once. So does this query, but it`,
    '# tells people from bots by their agents alone, the headline also by what they do, and where',
    '# addresses are masked, a network is one: the two numbers may differ.',
  ].join('\n')
