import { GetLogGroupFieldsCommand, GetLogRecordCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nowMs, openEngine, plain } from './testdata/open-engine'

// A log group has columns for 200 fields. Whether an event's fields are among them must change no answer.
const before = Array.from({ length: 21 }, (_, at) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`k${at}.${n}`, n]))),
)
const events = [
  '{"ok":true,"n":5.0,"m":{"a.b":"in","c":{"d":"x"}},"@id":"x","id":1234567890123456789,"list":[1,"two",{"k":"v"}],"e":"","dot.key":"own","dot":{"key":"nested"}}',
  '{"ok":false,"n":5,"m":{"a.b":"out"},"@id":"y","id":1234567890123456790,"list":"text","tiny":1e-7,"half":"\\ud800","it\'s":"quoted","a/b~c":"named"}',
  'START RequestId: 3604209a-e9a3-11e6-939a-754dd98c7be1 Version: $LATEST',
  'REPORT RequestId: 3604209a-e9a3-11e6-939a-754dd98c7be1\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 61 MB',
  '2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK',
]
const few = '/aws/lambda/few'
const many = '/aws/lambda/many'

let engine: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  engine = await openEngine('in process')
  await engine.put(events, { to: few })
  await engine.put(before, { to: many, atMs: nowMs - 120_000 })
  await engine.put(events, { to: many })
})
afterAll(() => engine.close())

async function rows(query: string, ...logGroupNames: string[]) {
  // Without the events whose fields have the columns.
  const startTime = (nowMs - 90_000) / 1000
  const { results, status } = await engine.ask(query, {
    logGroupName: undefined,
    logGroupNames,
    startTime,
  })
  expect(status).toBe('Complete')
  return plain(results)
}

describe('a field that has no column is as one that has', () => {
  test.each([
    'filter ok = 1 | stats count(*)',
    'filter ok = true | stats count(*)',
    'filter ok in [1] | stats count(*)',
    'stats sum(ok), avg(n), count_distinct(n), count(e), max(tiny)',
    "fields ok, n, tiny, half, `it's`, `a/b~c` | sort @timestamp",
    'stats count(*) as c by n | sort n',
    'filter m.a.b = "in" | stats count(*)',
    'fields m.c.d, `@@id`, dot.key, `dot.key`, list.0, list.1, list.2.k | sort @timestamp',
    'fields list, m, dot | sort @timestamp',
    'filter id = 1234567890123456789 | display id',
    'filter ispresent(`@@id`) | stats count(*)',
    'filter @type = "REPORT" | stats max(@duration), avg(@maxMemoryUsed)',
    'stats count_distinct(@requestId)',
    'filter action = "ACCEPT" | stats sum(bytes) by srcAddr, interfaceId',
    'fields n | dedup n',
  ])('%s', async (query) => {
    const [expected, found] = await Promise.all([rows(query, few), rows(query, many)])
    const comparable = (all: typeof found) => all.map(({ '@ptr': _, ...row }) => row)
    expect(comparable(found)).toEqual(comparable(expected))
    expect(expected.flatMap((row) => Object.values(row)).join('')).not.toMatch(/^0?$/)
  })

  test('also beside a log group where it has one', async () => {
    const counts = 'stats count(ok) as a, count(n) as b, count(@type) as c, count(action) as d'
    const [one] = await rows(counts, few)
    const [both] = await rows(counts, few, many)
    const doubled = Object.entries(one ?? {}).map(([name, n]) => [name, String(2 * Number(n))])
    expect(both).toEqual(Object.fromEntries(doubled))
    expect(one).toMatchObject({ a: '2', b: '2', c: '2', d: '1' })
  })

  test('in GetLogRecord and GetLogGroupFields', async () => {
    const recordOf = async (logGroup: string, request: string) => {
      const [row] = await rows(`filter @message like "${request}"`, logGroup)
      const asked = new GetLogRecordCommand({ logRecordPointer: row?.['@ptr'] })
      const { logRecord = {} } = await engine.logs.send(asked)
      const { '@ptr': _, '@log': __, ...found } = logRecord
      return found
    }
    for (const text of ['1234567890123456790', 'REPORT', 'ACCEPT'])
      expect(await recordOf(many, text)).toEqual(await recordOf(few, text))
    const fieldsOf = async (logGroupName: string) => {
      const asked = new GetLogGroupFieldsCommand({ logGroupName })
      const { logGroupFields = [] } = await engine.logs.send(asked)
      return logGroupFields.map(({ name }) => name).filter((name) => !/^k\d/.test(name ?? ''))
    }
    expect((await fieldsOf(many)).sort()).toEqual((await fieldsOf(few)).sort())
  })
})
