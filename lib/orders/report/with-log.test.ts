import { expect, test } from 'vitest'
import type { LoadingStatus } from '@/lib/source'
import { minuteMs } from '@/lib/time'
import { type Report, unknownReport } from './report'
import { notAnswered, withLog } from './with-log'

const atMs = Date.parse('2026-11-29T13:42:00Z')
const none = { ...unknownReport(atMs, ''), tone: 'trouble' as const }
const calm: Report = { ...none, kind: 'ok', tone: 'calm', headline: 'Orders are coming in.' }
const silent: Report = {
  ...{ ...none, kind: 'no-traffic', headline: 'Nothing has been logged since 13:38 (4 min).' },
  details: ['The site is down, or its log does not arrive.'],
}
const stopped: Report = { ...none, kind: 'orders-stopped', headline: 'Orders stopped at 13:10.' }
const nothingYet = unknownReport(atMs, 'No request has been logged yet.')

type File = LoadingStatus['files'][number]
const file = (more: Partial<File> = {}): File => ({
  ...{ path: '/log', bytes: 900, readBytes: 900, format: 'combined', newestRequestMs: atMs },
  ...{ lines: 9, requests: 9, notUnderstood: 0, inDoubt: 0 },
  ...more,
})
const unread = { bytes: 0, readBytes: 0, lines: 0, requests: 0 }
const missing = file({ ...unread, problem: 'There is no file /log.' })
const moved = file({ problem: 'There is no file /log.', isReadOn: true })
const rights = file({ ...unread, path: '/other', problem: 'The rights are missing.' })

const known = { lastLineMs: atMs - 4 * minuteMs }
const said = (
  report: Report,
  files: File[],
  { state = known as typeof known | null, done = true } = {},
) => {
  const loading = { files, linesPerSecond: 0, secondsLeft: null, done }
  const { kind, tone, headline, details } = withLog(report, { state, loading, zone: 'UTC' })
  return { kind, tone, text: [headline, ...details].join(' ') }
}

test.each<[string, Report, File[], Pick<Report, 'kind' | 'tone'>, string]>([
  ['all is well', calm, [file()], calm, 'Orders are coming in.'],
  [
    'the file was moved, and its lines still come',
    calm,
    [moved],
    calm,
    'Orders are coming in. There is no file /log.',
  ],
  [
    'one file of two is missing',
    calm,
    [file(), missing],
    calm,
    'Orders are coming in. There is no file /log.',
  ],
  [
    'no line can come: now is not known, however well it went',
    calm,
    [missing],
    { kind: 'unknown', tone: 'unknown' },
    'Nothing has been logged since 13:38 (4 min), and the log cannot be read. There is no file /log. It is not known how the shop is doing now.',
  ],
  [
    'trouble stays trouble',
    stopped,
    [missing],
    stopped,
    'Orders stopped at 13:10. There is no file /log.',
  ],
  [
    'silence, and no file',
    silent,
    [missing],
    silent,
    'Nothing has been logged since 13:38 (4 min), and the log cannot be read. The site is down, or its log does not arrive. There is no file /log.',
  ],
  [
    'silence of a file that was moved',
    silent,
    [moved],
    silent,
    'Nothing has been logged since 13:38 (4 min), and the log file is gone. The site is down, or its log does not arrive. There is no file /log.',
  ],
  [
    'silence, and none of two files can be read',
    silent,
    [missing, rights],
    silent,
    'Nothing has been logged since 13:38 (4 min), and none of the 2 logs can be read. The site is down, or its log does not arrive. There is no file /log. The rights are missing.',
  ],
  [
    'silence of a file that can be read',
    silent,
    [file()],
    silent,
    'Nothing has been logged since 13:38 (4 min). The site is down, or its log does not arrive. /log can be read; nothing has been added to it since.',
  ],
  [
    'silence of two files that can be read',
    silent,
    [file(), file({ path: '/other' })],
    silent,
    'Nothing has been logged since 13:38 (4 min). The site is down, or its log does not arrive. The 2 logs can be read; nothing has been added to them since.',
  ],
  [
    'silence, and lines that are not read yet',
    silent,
    [file({ readBytes: 800 })],
    silent,
    'Nothing has been logged since 13:38 (4 min). The site is down, or its log does not arrive.',
  ],
])('%s', (_, report, files, { kind, tone }, text) => {
  expect(said(report, files)).toEqual({ kind, tone, text })
})

test('before the first request it is the log that is spoken of', () => {
  const nobody = { state: null }
  expect(said(nothingYet, [missing], nobody).text).toBe(
    'The log cannot be read. There is no file /log.',
  )
  expect(said(nothingYet, [file({ readBytes: 450 })], { ...nobody, done: false }).text).toMatch(
    /^The log is still being read: 50\u00a0%/,
  )
  expect(said(nothingYet, [file(unread)], nobody).text).toBe('No request has been logged yet.')
})

test('where no files are followed, the report is all', () => {
  expect(withLog(silent, { state: known, loading: null, zone: 'UTC' })).toBe(silent)
})

test('where the log cannot be asked, that is said with what to do', () => {
  const failure = { kind: 'unreachable' as const, message: 'No answer', remedy: 'Wait.' }
  expect(notAnswered(atMs, failure)).toMatchObject({
    ...{ kind: 'unknown', tone: 'unknown', headline: 'It is not known how the shop is doing.' },
    details: ['No answer.', 'Wait.'],
  })
})
