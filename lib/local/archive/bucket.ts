import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { checkKey, type ObjectHistory, type ObjectStore } from './object-store'

interface Bucket {
  bucket: string
  prefix: string
  region?: string
  endpoint?: string
}

// Nothing else bounds a request of the SDK. 100 MB need no longer on a slow connection.
const requestMs = 30_000
const objectMs = 600_000

type Within = (ms: number) => { abortSignal: AbortSignal }

const statusOf = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
const nameOf = (error: unknown) => (error as Error).name

async function historyOf(s3: S3Client, bucket: string, prefix: string, within: Within) {
  const found = new Map<string, ObjectHistory>()
  const remember = (key: string, changed: ObjectHistory['changed']) => {
    const known = found.get(key)
    if (!known) found.set(key, { key, changed, lockedUntilMs: null })
    else if (changed && known.changed !== 'deleted') known.changed = changed
  }
  let KeyMarker: string | undefined
  let VersionIdMarker: string | undefined
  do {
    const page = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, KeyMarker, VersionIdMarker }),
      within(requestMs),
    )
    for (const { Key = '', IsLatest } of page.Versions ?? [])
      remember(Key, IsLatest ? null : 'replaced')
    for (const { Key = '' } of page.DeleteMarkers ?? []) remember(Key, 'deleted')
    KeyMarker = page.IsTruncated ? page.NextKeyMarker : undefined
    VersionIdMarker = page.IsTruncated ? page.NextVersionIdMarker : undefined
  } while (KeyMarker !== undefined)
  for (const one of found.values()) {
    if (one.changed === 'deleted') continue
    const head = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: one.key }),
      within(requestMs),
    )
    one.lockedUntilMs = head.ObjectLockRetainUntilDate?.getTime() ?? null
  }
  return [...found.values()]
}

/** A bucket of S3, or of a server that speaks it, as an object store. Requests end when `closed` aborts. */
export function openBucket(
  { bucket, prefix, region, endpoint }: Bucket,
  closed?: AbortSignal,
): ObjectStore {
  const within: Within = (ms) => ({
    abortSignal: AbortSignal.any([AbortSignal.timeout(ms), ...(closed ? [closed] : [])]),
  })
  const s3 = new S3Client({
    ...(region !== undefined && { region }),
    // Self-hosted servers have one host name for all buckets, and mostly no regions.
    ...(endpoint !== undefined && {
      endpoint,
      forcePathStyle: true,
      region: region ?? 'us-east-1',
    }),
  })
  const base = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
  const full = (key: string) => `${base}${checkKey(key)}`

  async function isThere(key: string) {
    try {
      await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: full(key) }), within(requestMs))
      return true
    } catch (error) {
      if (statusOf(error) === 404 && nameOf(error) !== 'NoSuchBucket') return false
      throw error
    }
  }

  return {
    name: `s3://${bucket}${base === '' ? '' : `/${base.replace(/\/$/, '')}`}`,

    async put({ key, from, sha256 }) {
      // Checked first too: servers that do not know the condition overwrite.
      if (await isThere(key)) return 'there'
      try {
        await s3.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: full(key),
            Body: 'file' in from ? createReadStream(from.file) : from.content,
            ContentLength: 'file' in from ? (await stat(from.file)).size : from.content.byteLength,
            IfNoneMatch: '*',
            // The server compares; where objects are locked it refuses what carries no checksum.
            ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
          }),
          within(objectMs),
        )
        return 'written'
      } catch (error) {
        if (statusOf(error) === 412) return 'there'
        throw error
      }
    },

    async read(key) {
      try {
        const { Body } = await s3.send(
          new GetObjectCommand({ Bucket: bucket, Key: full(key) }),
          within(objectMs),
        )
        return (Body as AsyncIterable<Uint8Array> | undefined) ?? null
      } catch (error) {
        if (nameOf(error) === 'NoSuchKey') return null
        throw error
      }
    },

    async *list(prefix) {
      let ContinuationToken: string | undefined
      do {
        const page = await s3.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: `${base}${prefix}`,
            ContinuationToken,
          }),
          within(requestMs),
        )
        for (const { Key = '', Size = 0 } of page.Contents ?? [])
          yield { key: Key.slice(base.length), bytes: Size }
        ContinuationToken = page.NextContinuationToken
      } while (ContinuationToken !== undefined)
    },

    async history(prefix) {
      try {
        const found = await historyOf(s3, bucket, `${base}${prefix}`, within)
        return found.map((one) => ({ ...one, key: one.key.slice(base.length) }))
      } catch (error) {
        // Not everyone may ask for it, and not all servers know it.
        if ([400, 403, 404, 405, 501].includes(statusOf(error) ?? 0)) return null
        throw error
      }
    },
  }
}
