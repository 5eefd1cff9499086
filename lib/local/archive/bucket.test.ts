import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openBucket } from './bucket'
import { contentOf, hashOf } from './object-store'
import { problemOf } from './problem'
import { restoreEntries } from './restore'
import { loopbackS3 } from './testdata/loopback-s3'
import { motoMissing, startMoto } from './testdata/moto'
import { group, openArchive, startMs, threeHours } from './testdata/open-archive'
import { entriesOf, verifyArchive } from './verify'

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x')
  // The SDK says once in its process which Node it will need.
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
})
afterAll(() => vi.unstubAllEnvs())

const missing = motoMissing()
if (missing) console.warn(`The archive is not tried on another S3: ${missing}`)

const servers = [
  {
    name: 'on a loopback server that checks each request',
    start: () => loopbackS3('audit'),
    skip: false,
  },
  { name: 'on moto', start: startMoto, skip: missing !== null },
]

describe.each(servers)('an archive in a bucket $name', ({ start, skip }) => {
  let server: { endpoint: string; close(): void }
  const open = (prefix = 'logs/café') =>
    openBucket({ bucket: 'audit', prefix, endpoint: server.endpoint })
  const admin = () =>
    new S3Client({ endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true })

  beforeAll(async () => {
    if (skip) return
    server = await start()
    await admin()
      .send(new CreateBucketCommand({ Bucket: 'audit', ObjectLockEnabledForBucket: true }))
      .catch(() => {})
  })
  afterAll(() => server?.close())

  test.skipIf(skip)('is written, verified and restored', async () => {
    const here = await openArchive({ to: open() })
    const there = await openArchive()
    await threeHours(here.store)
    expect(await here.archive.pass()).toBe(true)
    expect(await here.verify()).toMatchObject({ findings: [], objects: 6, events: 180 })
    const entries = await entriesOf(here.to, { fromMs: startMs, toMs: startMs + 1 })
    const restored = await restoreEntries(there.store, here.to, entries, {
      nowMs: 0,
      log: () => {},
    })
    expect(restored).toMatchObject({ events: 60, objects: 1 })
    expect(here.to.name).toBe('s3://audit/logs/café')
    await here.close()
    await there.close()
  })

  test.skipIf(skip)('never overwrites', async () => {
    const to = open('never')
    const put = (text: string) =>
      to.put({ key: 'a b+c/ü', from: { content: Buffer.from(text) }, sha256: hashOf(text) })
    expect([await put('one'), await put('two')]).toEqual(['written', 'there'])
    expect((await contentOf(to, 'a b+c/ü'))?.toString()).toBe('one')
    expect(await to.read('none')).toBeNull()
  })
})

test.skipIf(missing !== null)(
  'versions and locks of a bucket tell what was deleted, what was replaced, and what is kept',
  async () => {
    const server = await startMoto()
    try {
      const s3 = new S3Client({
        endpoint: server.endpoint,
        region: 'us-east-1',
        forcePathStyle: true,
      })
      await s3.send(
        new CreateBucketCommand({ Bucket: 'versions', ObjectLockEnabledForBucket: true }),
      )
      await s3.send(
        new PutBucketVersioningCommand({
          Bucket: 'versions',
          VersioningConfiguration: { Status: 'Enabled' },
        }),
      )
      for (const Key of ['a', 'b', 'c', 'b'])
        await s3.send(new PutObjectCommand({ Bucket: 'versions', Key, Body: Key }))
      await s3.send(new DeleteObjectCommand({ Bucket: 'versions', Key: 'c' }))
      const RetainUntilDate = new Date(startMs)
      await s3.send(
        new PutObjectCommand({
          Bucket: 'versions',
          Key: 'd',
          Body: 'd',
          ObjectLockMode: 'COMPLIANCE',
          ObjectLockRetainUntilDate: RetainUntilDate,
        }),
      )
      const history = await openBucket({
        bucket: 'versions',
        prefix: '',
        endpoint: server.endpoint,
      }).history('')
      expect(
        history?.map(({ key, changed, lockedUntilMs }) => [key, changed, lockedUntilMs]).sort(),
      ).toEqual([
        ['a', null, null],
        ['b', 'replaced', null],
        ['c', 'deleted', null],
        ['d', null, startMs],
      ])
    } finally {
      server.close()
    }
  },
)

describe('what goes wrong is said, and put right by itself', () => {
  const faults: [number, string, RegExp][] = [
    [404, 'NoSuchBucket', /There is no such bucket.*Create it/],
    [403, 'AccessDenied', /may not write there.*s3:PutObject/],
    [403, 'SignatureDoesNotMatch', /credentials are missing, wrong or expired.*AWS_ACCESS_KEY_ID/],
    [301, 'PermanentRedirect', /in another region.*archive\.region/],
    [503, 'SlowDown', /SlowDown/],
  ]
  test.each(faults)('%i %s', async (status, code, expected) => {
    const server = await loopbackS3('audit')
    const to = openBucket({ bucket: 'audit', prefix: '', endpoint: server.endpoint })
    const here = await openArchive({ to })
    await threeHours(here.store)
    server.state.fault = { status, code }
    expect(await here.archive.pass()).toBe(false)
    const { problem } = await here.archive.status()
    expect(`${problem?.message} ${problem?.remedy}`).toMatch(expected)
    server.state.fault = null
    expect(await here.archive.pass()).toBe(true)
    expect((await here.archive.status()).problem).toBeNull()
    expect(await verifyArchive(to, { witnesses: {} })).toMatchObject({ findings: [], events: 180 })
    expect(here.store.newestId(group)).toBe(180)
    await here.close()
    server.close()
  })

  test('a server that is not there', async () => {
    const server = await loopbackS3('audit')
    server.close()
    const to = openBucket({ bucket: 'audit', prefix: '', endpoint: server.endpoint })
    const error = await to.read('x').catch((problem: unknown) => problem)
    expect(problemOf(error, to.name).message).toMatch(/cannot be reached/)
  })
})
