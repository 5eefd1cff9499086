import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { combined } from '@/lib/access-log/formats/combined'
import { newLineReader } from '@/lib/access-log/line-reader'
import { logGroups } from '@/lib/monitoring'
import { defaultMonitoring } from '@/lib/site'
import { agentConfiguration, timestampFormats, type WebServer, webServers } from './agent'

const beside = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')

test.each(Object.keys(webServers) as WebServer[])(
  'the configuration for %s in the repository is that of the declaration',
  (webServer) => {
    expect(JSON.parse(beside(`agent/${webServer}.json`))).toEqual(
      agentConfiguration(logGroups, defaultMonitoring, { webServer }),
    )
  },
)

const filesOf = (...args: Parameters<typeof agentConfiguration>) =>
  agentConfiguration(...args).logs.logs_collected.files.collect_list

test('retention follows the declaration, and that of an existing log group is left alone', () => {
  const retentions = (existingGroups: readonly ('access' | 'error')[]) =>
    filesOf(logGroups, { retentionDays: 30 }, { existingGroups }).map(
      (file) => file.retention_in_days,
    )
  expect(retentions([])).toEqual([30, 30])
  expect(retentions(['access'])).toEqual([undefined, 30])
  expect(retentions(['access', 'error'])).toEqual([undefined, undefined])
})

test('the agent is no root, and reports in its own namespace without the name of its host', () => {
  expect(agentConfiguration(logGroups, defaultMonitoring)).toMatchObject({
    agent: { run_as_user: 'cwagent', omit_hostname: true },
    metrics: {
      namespace: 'CafeWatch/Agent',
      metrics_collected: {
        mem: { measurement: ['used_percent'], metrics_collection_interval: 60 },
      },
    },
  })
})

test('the time of a text format is that between its brackets', () => {
  expect(
    filesOf(logGroups, defaultMonitoring, { logFormat: combined }).map(
      (file) => file.timestamp_format,
    ),
  ).toEqual(['%d/%b/%Y:%H:%M:%S %z', timestampFormats.apacheError])
})

test.each(['apache/cafewatch.conf', 'apache/cafewatch-places.conf'])(
  '%s writes where the agent reads, on Amazon Linux and where docs/aws.md has it defined on Debian',
  (file) => {
    const text = beside(file)
    const paths = [...text.matchAll(/Log "\$\{CAFEWATCH_LOGS\}(\/\S+)"/g)].map(([, path]) => path)
    expect(new Set(paths).size).toBe(2)
    const amazon = /Define CAFEWATCH_LOGS (\S+)/.exec(text)?.[1]
    const debian = /Define CAFEWATCH_LOGS (\S+?)['`]/.exec(beside('../docs/aws.md'))?.[1]
    for (const path of paths) {
      expect(Object.values(webServers.httpd)).toContain(`${amazon}${path}`)
      expect(Object.values(webServers.apache2)).toContain(`${debian}${path}`)
    }
  },
)

test('the README shows the LogFormat of the files', () => {
  const formats = ['apache/cafewatch.conf', 'apache/cafewatch-places.conf', '../README.md'].map(
    (file) => /^LogFormat ".*" cafewatch$/m.exec(beside(file))?.[0],
  )
  expect(formats[0]).toContain('%{%z}t')
  expect(formats[0]).toContain('\\"requestLine\\":\\"%r\\"')
  expect(new Set(formats).size).toBe(1)
})

// How the agent makes an expression and a time of a format: its translator's tables for what ours use.
const patternOf: Record<string, string> = {
  '%Y': '\\d{4}',
  '%m': '\\s{0,1}\\d{1,2}',
  '%d': '\\s{0,1}\\d{1,2}',
  '%H': '\\d{2}',
  '%M': '\\d{2}',
  '%S': '\\d{2}',
  '%f': '(\\d{1,9})',
  '%z': '[\\+-]\\d{4}',
}
const expressionOf = (format: string) =>
  new RegExp(
    `(${format.replaceAll('.', '\\.').replace(/%[a-zA-Z]/g, (code) => patternOf[code] ?? 'unknown')})`,
  )
const agentTime = (which: 'access' | 'apacheError', line: string): number => {
  const [found = ''] = expressionOf(timestampFormats[which]).exec(line) ?? []
  const [, day, clock, fraction = '', zone] =
    /^([\d-]+)[T ]([\d:]+)\.(\d+) ?([+-]\d{4})$/.exec(found) ?? []
  return Date.parse(`${day}T${clock}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`)
}

describe('the agent reads the time of the request', () => {
  // As Apache 2.4.71 wrote them with its clock in Newfoundland, in Berlin and in UTC.
  test.each([
    ['2026-11-25T21:44:29.818-0330', '2026-11-26T01:14:29.818Z'],
    ['2026-07-01T02:00:00.001+0200', '2026-07-01T00:00:00.001Z'],
    ['2026-11-26T01:14:29.000+0000', '2026-11-26T01:14:29.000Z'],
  ])('%s', (written, meant) => {
    const line = `{ "time":"${written}", "process":"1", "remoteIP":"192.0.2.1", "requestLine":"GET / HTTP/1.1", "status":"200", "userAgent":"2001-01-01T00:00:00.000+0000" }`
    expect(new Date(agentTime('access', line)).toISOString()).toBe(meant)
    const clock = () => Date.parse('2026-12-01T00:00:00Z')
    expect(newLineReader({ clock }).read(line)).toMatchObject({
      kind: 'request',
      timestampMs: Date.parse(meant),
    })
  })

  test('also of a line that is not JSON', () => {
    const line = '{ "time":"2026-11-25T21:44:29.818-0330", "userAgent":"Caf\\xc3\\xa9" }'
    expect(new Date(agentTime('access', line)).toISOString()).toBe('2026-11-26T01:14:29.818Z')
  })

  test('and of an error', () => {
    const line =
      '{ "time":"2026-11-25 21:44:29.821719 -0330", "function":"php:warn", "message":"" }'
    expect(new Date(agentTime('apacheError', line)).toISOString()).toBe('2026-11-26T01:14:29.821Z')
  })
})
