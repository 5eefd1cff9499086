import { proxySentence } from './proxy-clients'
import type { LogSummary, Sample } from './summary'

const number = (value: number) => value.toLocaleString('en-US')

const row = (name: string, value: string) => `  ${name.padEnd(16)}${value}`

const share = (part: number, whole: number) =>
  part === 0 ? '0' : `${number(part)} (${((100 * part) / whole).toFixed(1)} %)`

const printable = (text: string) => text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd')

// In this order; the others follow.
const order = ['remoteIP', 'method', 'request', 'query', 'status']

function sampleText({ line, reason, fields }: Sample): string[] {
  const shown = Object.entries(fields ?? {}).sort(
    ([a], [b]) => (order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99),
  )
  return [
    '',
    `  ${printable(line)}`,
    ...(reason === undefined ? [] : [`      → ${reason}`]),
    ...shown.map(([name, value]) => `      ${name.padEnd(14)} ${printable(value)}`),
  ]
}

/** The summary of a file as a readable table, with its first requests taken apart. */
export function summaryText(
  file: string,
  summary: LogSummary,
  requests: readonly Sample[],
  proxyAddresses: number,
) {
  const { lines, format, first, last, byStatus, samples } = summary
  const others = samples.filter(({ reason }) => reason !== undefined)
  const statuses = Object.entries(byStatus).map(([status, count]) => `${status}: ${number(count)}`)
  const of = (count: number) => share(count, lines)
  return [
    file,
    row('Format', format ?? 'none that CafeWatch knows'),
    row('Lines', number(lines)),
    row('Requests', of(summary.requests)),
    row('Not understood', of(summary.notUnderstood)),
    row('In doubt', of(summary.inDoubt)),
    ...(first === null ? [] : [row('Time (UTC)', `${first} to ${last}`)]),
    ...(statuses.length === 0 ? [] : [row('Status', statuses.join('   '))]),
    row('Clients', number(summary.clients)),
    row('Paths', number(summary.paths)),
    row('POST requests', number(summary.posts)),
    ...(proxyAddresses === 0 ? [] : ['', `  ${proxySentence(proxyAddresses)}`]),
    ...(others.length === 0 ? [] : ['', 'Lines that are no requests, and why:']),
    ...others.flatMap(sampleText),
    ...(requests.length === 0 ? [] : ['', 'The first requests, taken apart (addresses masked):']),
    ...requests.flatMap(sampleText),
    '',
  ].join('\n')
}
