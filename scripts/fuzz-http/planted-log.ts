import { minuteMs } from '@/lib/time'
import { addressForms, askedClient, clients, secretForms } from './planted'

const forms = [...addressForms, ...secretForms]
const remotes = [
  askedClient,
  ...clients.map((client) => (client.kind === 4 ? client.text : client.groups.join(':'))),
]
const paths = ['/cafe', '/cafe/menu.php', '/cafe/processOrder.php']
const pick = <T>(from: readonly T[], at: number) => from[at % from.length] as T

// Apache and nginx escape quotes, and a browser sends no blanks.
// A backslash before an x or u is of the log's own escapes.
const inPath = (form: string) =>
  form
    .replaceAll('"', '%22')
    .replaceAll(' ', '%20')
    .replace(/\\+(?![xu\\])/g, (run) => '%5C'.repeat(run.length))
const inQuotes = (form: string) => form.replaceAll('\\', '\\\\').replaceAll('"', '\\"')

function stampOf(ms: number): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(new Date(ms).toUTCString()) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}

/** One request as a line of Apache's, with a form in a place of its own. */
function combined(at: number, ms: number): string {
  const form = pick(forms, at)
  const place = Math.floor(at / forms.length) % 4
  const user = place === 3 ? inPath(form).replaceAll('/', '_') : '-'
  const path = pick(paths, at)
  const asked = place === 0 ? `${path}?from=${inPath(form)}` : path
  const target = place === 0 && form.startsWith('/') ? inPath(form) : asked
  const referer =
    place === 1 ? `https://cafe.example/?from=${inPath(form)}` : 'https://cafe.example/'
  const agent =
    place === 2 ? `Monitor/1.0 (${inQuotes(form)})` : 'Mozilla/5.0 (X11; Linux) Firefox/128.0'
  return `${pick(remotes, at)} - ${user} [${stampOf(ms)}] "GET ${target} HTTP/1.1" ${at % 7 === 0 ? 500 : 200} 99 "${referer}" "${agent}"`
}

/** One as a program writes it in JSON, with a form in members of any name. */
function json(at: number, ms: number): string {
  const form = pick(forms, at)
  return JSON.stringify({
    time: new Date(ms).toISOString(),
    remoteIP: pick(remotes, at),
    'X-Forwarded-For': `${pick(remotes, at + 1)}, ${pick(remotes, at + 2)}`,
    method: 'GET',
    request: pick(paths, at),
    query: at % 2 ? `?from=${inPath(form)}` : '',
    status: at % 7 === 0 ? '500' : '200',
    bytes: '99',
    referer: 'https://cafe.example/',
    userAgent: 'Mozilla/5.0 (X11; Linux) Firefox/128.0',
    note: form,
    perClient: { [pick(remotes, at)]: 1 },
    token: 'Hd5RnB7cZq8VtL2w',
  })
}

/** The lines of these numbers, which cover all forms again and again; `msOf` says when each was written. */
export function plantedLines(from: number, count: number, msOf: (at: number) => number): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const at = from + index
    if (at % 3 === 1) return json(at, msOf(at))
    if (at % 3 === 2)
      return `${new Date(msOf(at)).toISOString()} seen ${pick(forms, at)} (${pick(forms, at + 1)})`
    return combined(at, msOf(at))
  })
  return `${lines.join('\n')}\n`
}

/** So many lines hold every form in every place. */
export const everyForm = forms.length * 12

/** Over the last hour until a moment. */
export const hourOfLines = (untilMs: number): string =>
  plantedLines(0, everyForm, (at) => untilMs - 60 * minuteMs * (1 - at / everyForm))
