import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { group, nowMs, openEngine } from './testdata/open-engine'

let here: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  here = await openEngine('over HTTP')
  await here.put(['{"status":"200"}'])
})
afterAll(() => here.close())

const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
const columns = JSON.stringify(
  Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`column ${n}`, `${n}`])),
)
const megabyte = JSON.stringify({ big: 'é'.repeat(500_000) })

/** How long small requests had to wait, at most, during other work. */
async function maxWait(work: Promise<unknown>): Promise<number> {
  let maxMs = 0
  let busy = true
  const done = work.finally(() => {
    busy = false
  })
  done.catch(() => {})
  while (busy) {
    const began = performance.now()
    await here.start('fields @message | limit 1')
    maxMs = Math.max(maxMs, performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await done
  return maxMs
}

describe('unexpected events are stored and returned, and no one waits for them', () => {
  test.each([
    ['ten thousand columns', columns, '`column 199`', '199'],
    ['a megabyte in a field', megabyte, 'strlen(big)', '500000'],
    ['lists in lists, 100 000 deep', nested(100_000), 'strlen(@message)', '200006'],
    ['a name that SQL would take', '{"x\\"; DROP TABLE events_1; --":"1"}', '@message', undefined],
    ['a prototype', '{"__proto__":"1","constructor":"2"}', 'constructor', '2'],
    ['escapes of a terminal', '{"e":"\\u001b[31m"}', 'e', '\u001b[31m'],
    ['half a character', '{"h":"a\\ud800"}', 'h', 'a\ufffd'],
  ])('%s', async (name, message, expression, value) => {
    const to = `hostile/${name.replace(/\W/g, '')}`
    const waited = await maxWait(here.put([message], { to }))
    const { results, status } = await here.ask(`fields ${expression} as v`, { logGroupName: to })
    expect(status).toBe('Complete')
    if (value !== undefined) expect(results?.[0]?.[0]?.value).toBe(value)
    expect(waited).toBeLessThan(2_000)
  })
})

const send = async (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) => {
  const reply = await fetch(here.endpoint ?? '', {
    method: 'POST',
    headers: { 'x-amz-target': 'Logs_20140328.StartQuery', ...headers },
    body,
  })
  const { __type: type } = (await reply.json()) as { __type: string }
  return [reply.status, type]
}
const query = (more: object) =>
  JSON.stringify({
    logGroupName: group,
    queryString: 'fields @message',
    startTime: 0,
    endTime: nowMs / 1000,
    ...more,
  })

describe('requests that make no sense get an error of AWS’s shape', () => {
  const zipped = { 'content-encoding': 'gzip' }
  const bytes = (buffer: Buffer) => new Uint8Array(buffer)
  test.each([
    ['no JSON', 'fields @message', {}, 400, 'SerializationException'],
    ['a list', '[]', {}, 400, 'SerializationException'],
    ['half a gzip', bytes(gzipSync('{}').subarray(0, 9)), zipped, 400, 'SerializationException'],
    [
      'a gzip bomb',
      bytes(gzipSync(Buffer.alloc(200 << 20, ' '))),
      zipped,
      400,
      'SerializationException',
    ],
    ['more than 16 MB', ' '.repeat((16 << 20) + 1), {}, 413, 'RequestEntityTooLargeException'],
    ['no target', query({}), { 'x-amz-target': '' }, 400, 'UnknownOperationException'],
    [
      'a prototype as target',
      query({}),
      { 'x-amz-target': 'Logs_20140328.constructor' },
      400,
      'UnknownOperationException',
    ],
    ['a number as text', query({ startTime: '0' }), {}, 400, 'InvalidParameterException'],
    [
      'no number',
      '{"logGroupName":"a","queryString":"","startTime":1e999,"endTime":1}',
      {},
      400,
      'InvalidParameterException',
    ],
    ['a fraction', query({ endTime: 1.5 }), {}, 400, 'InvalidParameterException'],
    [
      'a list of numbers',
      query({ logGroupNames: [1], logGroupName: null }),
      {},
      400,
      'InvalidParameterException',
    ],
    [
      'a query of a megabyte',
      query({ queryString: 'x'.repeat(1 << 20) }),
      {},
      400,
      'InvalidParameterException',
    ],
  ] as const)('%s', async (_, body, headers, status, type) => {
    expect(await send(body, headers)).toEqual([status, type])
  })

  test('and the server goes on', async () => {
    expect((await here.ask('fields @message')).results).toHaveLength(1)
    expect(here.logged).toEqual([])
  })
})
