import { counted, day, full, seconds } from '@/lib/format'
import { minuteMs } from '@/lib/time'
import { visible } from '@/lib/visible'
import { amongCounts } from './among-words'
import type { Estimate } from './distributions'
import type { Incident } from './incidents'

interface Context {
  /** IANA name of the zone that times are said in. */
  zone: string
  /** Where people reach the pages, without a slash at its end. */
  publicUrl: string
}

export const incidentHref = ({ id }: Pick<Incident, 'id'>) => `/incidents/${encodeURIComponent(id)}`

/** How long an incident has lasted, in words. `nowMs` counts while it goes on. */
export function lasted({ fromMs, untilMs }: Incident, nowMs: number): string {
  const minutes = Math.max(1, Math.round(((untilMs ?? nowMs) - fromMs) / minuteMs))
  if (minutes < 120) return `${minutes} min`
  const hours = minutes / 60
  return hours < 48 ? `${hours.toFixed(1)} h` : `${full(Math.round(hours / 24))} days`
}

/** "61 (47–76)". */
export const withInterval = ({ low, estimate, high }: Estimate): string =>
  `${full(Math.round(estimate))} (${full(Math.floor(low))}–${full(Math.ceil(high))})`

/** Text of the log as code, whatever it contains. */
function code(text: string): string {
  const plain = visible(text)
  const longest = Math.max(0, ...(plain.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `\`${plain}\`` : `${fence} ${plain} ${fence}`
}

// A cell of a table ends at a bar, in code as well.
const cell = (text: string) => code(text.replaceAll('|', '¦'))

/** An incident as a note in Markdown. The same incident gives the same bytes. */
export function incidentNote(incident: Incident, { zone, publicUrl }: Context): string {
  const { fromMs, saidMs, untilMs, report, visits, orders, expected, blamed } = incident
  const at = (ms: number) => `${day(ms, zone)} ${seconds(ms, zone)}`
  const { culprit, lostMoney, lostOrders } = report
  const among = blamed[0]?.among
  const facts: [string, string][] = [
    ['From', at(fromMs)],
    ['First said', at(saidMs)],
    ['Until', untilMs === null ? 'goes on' : `${at(untilMs)} (${lasted(incident, untilMs)})`],
    ...(among ? [['Met by', amongCounts(among, code)] satisfies [string, string]] : []),
    ['Visits', full(visits)],
    ['Orders', `${full(orders)}${expected ? `, ${withInterval(expected)} expected` : ''}`],
    ['Missed', lostOrders ? counted(Math.round(lostOrders.estimate), 'order') : 'not known'],
    [
      'Money',
      lostMoney && lostOrders && lostOrders.estimate >= 0.5
        ? `${withInterval(lostMoney)} ${lostMoney.currency}`
        : '—',
    ],
  ]
  return [
    `# ${culprit ? `${code(`${culprit.method} ${culprit.request}`)} ${culprit.status}` : report.headline}`,
    '',
    culprit !== null && report.kind !== 'failing' ? `${report.headline}\n` : '',
    ...facts.map(([name, value]) => `- ${name}: ${value}`),
    '',
    ...(blamed.length === 0
      ? []
      : [
          '| Request | Status | Since | Failures | Visits | Orders missed |',
          '| --- | --- | --- | --- | --- | --- |',
          ...blamed.map(
            (one) =>
              `| ${cell(`${one.method} ${one.request}`)} | ${one.status} | ${at(one.sinceMs)} | ${full(one.failures)} | ${full(one.visits)} | ${withInterval(one.lost)} |`,
          ),
          '',
        ]),
    `Times in ${zone}. ${publicUrl}${incidentHref(incident)}`,
    '',
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
}
