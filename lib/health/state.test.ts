import { expect, test } from 'vitest'
import type { LoadingStatus, SourceStatus } from '@/lib/source'
import { healthOf } from './state'

const file = {
  path: '/var/log/nginx/access.log',
  bytes: 1_000,
  readBytes: 1_000,
  format: 'Apache combined',
  lines: 10,
  requests: 8,
  notUnderstood: 1,
  inDoubt: 1,
  newestRequestMs: 5,
}
const missing = {
  ...file,
  path: '/var/log/shop.log',
  format: null,
  ...{ bytes: 0, readBytes: 0, lines: 0, requests: 0, notUnderstood: 0, inDoubt: 0 },
  newestRequestMs: null,
  problem: 'There is no file /var/log/shop.log.',
}
const loading = (files: LoadingStatus['files'], done = true) => ({
  files,
  linesPerSecond: 0,
  secondsLeft: null,
  done,
})
const hour = (lines: number, requests: number) => ({
  ...{ fromMs: 0, toMs: 3_600_000, lines, requests },
  newestRequestMs: requests > 0 ? 5 : null,
  example: null,
  knownFormats: [],
})
const source = (more: Partial<SourceStatus> = {}): SourceStatus => ({
  mode: 'local',
  logGroup: 'log',
  simulated: false,
  loading: loading([file]),
  newestEventMs: 5,
  newestHour: hour(10, 10),
  notices: [],
  ...more,
})
const failure = { kind: 'throttled', message: 'Too many.', remedy: 'Wait.' } as const

test.each<[string, SourceStatus, boolean, string]>([
  ['requests, nearly all understood', source(), true, 'ok'],
  ['on AWS, where no file is followed', source({ loading: null }), true, 'ok'],
  ['the query failed', source(), false, 'failing'],
  ['the source failed', source({ failure }), true, 'failing'],
  ['no request ever', source({ newestEventMs: null, newestHour: null }), true, 'noRequests'],
  ['half not understood', source({ newestHour: hour(10, 5) }), true, 'notUnderstood'],
  ['still being read', source({ loading: loading([file], false) }), true, 'loading'],
  ['nothing there', source({ loading: loading([missing]) }), true, 'unreadable'],
  ['no file at all', source({ loading: loading([]) }), true, 'unreadable'],
])('%s', (_, status, answered, state) => {
  expect(healthOf(status, answered).state).toBe(state)
})

test('each file, and all together', () => {
  const behind = { ...file, readBytes: 400 }
  const { files, totals } = healthOf(source({ loading: loading([behind, missing]) }), true)
  expect(files).toEqual([
    {
      path: '/var/log/nginx/access.log',
      format: 'Apache combined',
      lines: 10,
      requests: 8,
      notUnderstood: 1,
      inDoubt: 1,
      bytesBehind: 600,
      problem: null,
    },
    {
      path: '/var/log/shop.log',
      format: null,
      lines: 0,
      requests: 0,
      notUnderstood: 0,
      inDoubt: 0,
      bytesBehind: 0,
      problem: 'There is no file /var/log/shop.log.',
    },
  ])
  expect(totals).toEqual({
    lines: 10,
    requests: 8,
    notUnderstood: 1,
    inDoubt: 1,
    bytesBehind: 600,
  })
  expect(healthOf(source({ loading: null }), true)).toMatchObject({ files: null, totals: null })
})
