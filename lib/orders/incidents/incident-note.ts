import { counted, full, seconds } from '@/lib/format'
import type { Estimate } from '@/lib/orders/expected/distributions'
import { amongCounts } from '@/lib/orders/words/among-words'
import { lasting } from '@/lib/orders/words/lasting'
import { intervalText } from '@/lib/orders/words/missed'
import { moneyLost, wholeOrders } from '@/lib/orders/words/money'
import { nameOf } from '@/lib/orders/words/request-name'
import { visible } from '@/lib/visible'
import { offsetText, wallOf } from '@/lib/zone'
import type { IncidentEvidence } from './incident-evidence'
import { timeLineOf } from './incident-time-line'
import { culpritOf, headlineOf } from './incident-words'
import type { Blamed, Incident } from './incidents'

interface Context {
  /** IANA name of the zone that times are said in. */
  zone: string
  /** Where people reach the pages, without a slash at its end. */
  publicUrl: string
}

/** Where an incident is within these pages. */
export const incidentPath = ({ id }: Pick<Incident, 'id'>) => `/incidents/${encodeURIComponent(id)}`

/** "61 (47–76)". */
export const withInterval = (estimate: Estimate): string =>
  `${full(wholeOrders(estimate).estimate)} (${intervalText(estimate)})`

/** "500", "200 instead of 303". */
export const statusText = ({ status, before, failure }: Blamed): string =>
  failure === 'short'
    ? `${status} with fewer bytes`
    : before === undefined
      ? `${status}`
      : `${status} instead of ${before}`

/** "22", "22 and 4 at other addresses". */
export const failuresText = ({ failures, elsewhere }: Blamed): string =>
  elsewhere === 0 ? full(failures) : `${full(failures)} and ${full(elsewhere)} at other addresses`

/** Text of the log as code, whatever it contains. */
function code(text: string): string {
  const plain = visible(text)
  const longest = Math.max(0, ...(plain.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `\`${plain}\`` : `${fence} ${plain} ${fence}`
}

// A cell of a table ends at a bar, in code as well.
const cell = (text: string) => code(text.replaceAll('|', '¦'))

const isPlain = (text: string) =>
  /^[\p{L}\p{N}\u00a0 .,:;%()'’–-]*$/u.test(text) && !/www\./i.test(text)
/** Words as they are, and as code where they could be markup. */
const words = (text: string) => (isPlain(text) ? text : code(text))

const dateIn = (ms: number, zone: string) => new Date(wallOf(ms, zone)).toISOString().slice(0, 10)

type At = (ms: number) => string

function until({ fromMs, untilMs, seemsOverMs }: Incident, at: At): string {
  if (untilMs !== null) return `${at(untilMs)} (${lasting(untilMs - fromMs)})`
  if (seemsOverMs === undefined) return 'goes on'
  return `last seen ${at(seemsOverMs)} (${lasting(seemsOverMs - fromMs)}), not known to be over`
}

function facts(incident: Incident, at: At) {
  const { fromMs, saidMs, report, visits, orders, expected, blamed } = incident
  const { lostOrders } = report
  const among = blamed[0]?.among
  return [
    ['From', at(fromMs)],
    ['First said', at(saidMs)],
    ['Until', until(incident, at)],
    ...(among ? [['Affected', amongCounts(among, code)]] : []),
    ['Visits', full(visits)],
    ['Orders', `${full(orders)}${expected ? `, ${withInterval(expected)} expected` : ''}`],
    ['Missed', lostOrders ? `${withInterval(lostOrders)} orders` : 'not known'],
    ['Money', moneyLost(report)],
  ].map(([name, value]) => `- ${name}: ${value}`)
}

function requests({ blamed }: Incident, at: At): string[] {
  if (blamed.length === 0) return []
  return [
    '## Requests that failed',
    '',
    '| Request | Status | Since | Failures, without reloads | Visits | Orders missed |',
    '| --- | --- | --- | --- | --- | --- |',
    ...blamed.map(
      (one) =>
        `| ${cell(nameOf(one))} | ${statusText(one)} | ${at(one.sinceMs)} | ${failuresText(one)} | ${full(one.visits)} | ${withInterval(one.lost)} |`,
    ),
    '',
  ]
}

function timeLine(evidence: IncidentEvidence, at: At): string[] {
  const rows = timeLineOf(evidence).map(({ atMs, title, detail }) => {
    const more = detail === '' ? '' : `: ${words(detail)}`
    return `- ${atMs === null ? 'open' : at(atMs)} ${words(title)}${more}`
  })
  const { alarms } = evidence
  const problem = alarms.ok ? [] : [`- Alarms and messages: not known. ${alarms.failure.message}`]
  return ['## Time line', '', ...rows, ...problem, '']
}

function standsOut({ standsOut }: IncidentEvidence): string[] {
  if (!standsOut.ok)
    return ['## What stands out', '', `Not known. ${standsOut.failure.message}`, '']
  const { found } = standsOut
  if (!found) return []
  return [
    '## What stands out',
    '',
    ...found.comparisons.map(
      ({ by, says, met, others }) =>
        `- By ${by}: ${words(says)}${met === 0 ? '' : ` (${counted(met, 'client')} affected, bots included, ${full(others)} others)`}`,
    ),
    '',
  ]
}

/** An incident as a note in Markdown. The same input gives the same bytes. */
export function incidentNote(evidence: IncidentEvidence, { zone, publicUrl }: Context): string {
  const { incident } = evidence
  const at = (ms: number) => `${dateIn(ms, zone)} ${seconds(ms, zone)}`
  return [
    `# ${headlineOf(incident, { at, code })}`,
    '',
    culpritOf(incident, { at, code }) ?? '',
    '',
    ...facts(incident, at),
    '',
    ...requests(incident, at),
    ...timeLine(evidence, at),
    ...standsOut(evidence),
    `Times in ${zone} (${offsetText(incident.fromMs, zone)}). ${publicUrl}${incidentPath(incident)}`,
    '',
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
}
