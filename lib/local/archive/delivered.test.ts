import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hourOf, restoreDelivered, verifyDelivered } from './delivered'
import { openFolder } from './folder'
import { group, hour, openArchive, startMs } from './testdata/open-archive'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'delivered-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const message = (ids: number[], more: object = {}) =>
  JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: group,
    logStream: 'i-1',
    subscriptionFilters: ['archive'],
    logEvents: ids.map((id) => ({
      id: `3${String(id).padStart(55, '0')}`,
      timestamp: startMs + id,
      message: `{"status":"200","request":"/cafe?a=\\"}{${id}"}`,
    })),
    ...more,
  })
const control = JSON.stringify({
  messageType: 'CONTROL_MESSAGE',
  logGroup: '',
  logStream: '',
  logEvents: [
    {
      id: '',
      timestamp: 1,
      message: 'CWL CONTROL MESSAGE: Checking health of destination Firehose.',
    },
  ],
})

function deliver(at: string, content: Buffer | string) {
  const file = join(root, at)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}
const key = (n: number, name: string) => `year=2026/month=11/day=20/hour=${n}/${name}`
const all = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY }
const members = (...texts: string[]) => Buffer.concat(texts.map((text) => gzipSync(text)))

test('gzip members without a separator, decompressed messages, repeated events', async () => {
  deliver(key(10, 'stream-1-a.gz'), members(control, message([1, 2]), message([3]) + message([4])))
  deliver(key(10, 'stream-1-b'), `${message([4, 5])}\n${message([6])}`)
  deliver(key(12, 'stream-1-c.gz'), members(message([7])))
  deliver('errors/processing-failed/x', 'not of an hour')
  const from = openFolder(root)
  expect(await verifyDelivered(from, all)).toMatchObject({
    findings: [],
    objects: 3,
    events: 7,
    repeated: 1,
    locked: null,
  })
  const there = await openArchive()
  const restore = (period = all) =>
    restoreDelivered(there.store, from, period, { nowMs: 0, log: () => {} })
  expect(await restore({ fromMs: startMs, toMs: startMs + hour })).toEqual({
    events: 6,
    objects: 2,
    skipped: 0,
    repeated: 1,
  })
  expect(await restore()).toEqual({ events: 1, objects: 1, skipped: 2, repeated: 0 })
  const { from: relation, field } = there.store.source([group])
  const { rows } = await there.store.query(
    `SELECT ts, stream, ${field('request')} FROM ${relation} ORDER BY ts`,
  )
  expect(rows).toEqual([1, 2, 3, 4, 5, 6, 7].map((id) => [startMs + id, 'i-1', `/cafe?a="}{${id}`]))
  await there.close()
})

test.each([
  ['cut gzip', members(message([1, 2, 3])).subarray(0, 60), /damaged: unexpected end/],
  [
    'a flipped bit',
    Buffer.from(members(message([1])).map((byte, at) => (at === 40 ? byte ^ 8 : byte))),
    /damaged: /,
  ],
  ['a cut message', message([1]).slice(0, -5), /damaged: it ends within a message/],
  ['other JSON', '{"a":1}', /damaged: it contains JSON that is no message of CloudWatch Logs/],
  ['texts alone', 'GET /cafe\nGET /menu\n', /damaged: it ends within a message/],
])('%s is named, and nothing of it is loaded', async (_, content, expected) => {
  deliver(key(10, 'sound.gz'), members(message([9])))
  deliver(key(10, 'wrong'), content)
  const from = openFolder(root)
  const { findings, objects } = await verifyDelivered(from, all)
  expect(findings).toEqual([{ key: key(10, 'wrong'), text: expect.stringMatching(expected) }])
  expect(objects).toBe(1)
  const there = await openArchive()
  await expect(
    restoreDelivered(there.store, from, all, { nowMs: 0, log: () => {} }),
  ).rejects.toThrow(/wrong is damaged.*Nothing of it is loaded/)
  await there.close()
})

test('what Data Firehose put aside is named, and the rest is loaded', async () => {
  const aside = `undelivered/processing-failed/${key(10, 'x').replace(/^.*(?=year=)/, '')}`
  deliver(key(10, 'sound.gz'), members(message([9])))
  deliver(aside, '{"attemptsMade":4,"errorCode":"x","rawData":"e30="}')
  const from = openFolder(root)
  expect((await verifyDelivered(from, all)).findings).toEqual([
    { key: aside, text: 'was put aside: Data Firehose could not deliver it' },
  ])
  const there = await openArchive()
  const said: string[] = []
  const log = (text: string) => said.push(text)
  expect(await restoreDelivered(there.store, from, all, { nowMs: 0, log })).toMatchObject({
    events: 1,
  })
  expect(said.join()).toContain('could not be delivered and is left out')
  await there.close()
})

test('the hour of delivery stands in the key', () => {
  expect([key(10, 'x'), 'logs/2026/11/20/10/stream-1', 'logs/other/x'].map(hourOf)).toEqual([
    startMs,
    startMs,
    null,
  ])
})
