import { entryKey, hourMs, manifestFolder } from './keys'
import type { Head } from './manifest'
import { beginning, contentOf, digestOf, type Entry, hashOf, readEntry } from './manifest'
import type { ObjectStore } from './object-store'

export type Finding =
  | 'changed'
  | 'missing'
  | 'added'
  | 'chain broken'
  | 'end cut off'
  | 'damaged entry'

export interface Verified {
  findings: { finding: Finding; key: string; text: string }[]
  /** Of what was found sound. */
  objects: number
  events: number
  bytes: number
  /** Log group's folder → newest entry found. */
  heads: { folder: string; logGroup: string; head: Head }[]
}

export interface VerifyOptions {
  /** Only objects of hours that begin in [fromMs, toMs) are read; entries are read all. */
  fromMs?: number
  toMs?: number
  /** What is known of the newest entries: log group → entry. */
  witnesses: Record<string, Head>
  /** A hash that must be that of the newest entry of one of the log groups. */
  expectedHead?: string
}

const entryName = /^\d{9}\.json$/
const foldersOf = (keys: Iterable<string>) =>
  [...new Set([...keys].flatMap((key) => /^([^/]+)\//.exec(key)?.[1] ?? []))].sort()

/** Entries of a log group in order, as far as they can be read, and what is wrong with their chain. */
async function readChain(
  store: ObjectStore,
  folder: string,
  keys: ReadonlyMap<string, number>,
  add: (finding: Finding, key: string, text: string) => void,
) {
  const begun = manifestFolder(folder)
  const names = [...keys.keys()].filter((key) => key.startsWith(begun))
  for (const key of names) {
    if (!entryName.test(key.slice(begun.length))) add('added', key, 'is no entry of the manifest')
  }
  const newest = Math.max(
    0,
    ...names.flatMap((key) => {
      const name = key.slice(begun.length)
      return entryName.test(name) ? [Number.parseInt(name, 10)] : []
    }),
  )
  const entries: (Entry & { fromMs: number })[] = []
  const hashes = new Map<number, string>()
  let previous: string | null = beginning
  for (let sequence = 1; sequence <= newest; sequence += 1) {
    const key = entryKey(folder, sequence)
    const bytes = keys.has(key) ? await contentOf(store, key) : null
    if (bytes === null) {
      add('missing', key, `the manifest has no entry ${sequence}`)
      previous = null
      continue
    }
    hashes.set(sequence, hashOf(bytes))
    try {
      const entry = readEntry(bytes)
      if (previous !== null && entry.previous !== previous) {
        add(
          'chain broken',
          key,
          `it does not name the SHA-256 of the entry before: that one, or this one, was changed`,
        )
      }
      if (entry.sequence !== sequence)
        add('chain broken', key, `it calls itself entry ${entry.sequence}`)
      entries.push(entry)
    } catch (error) {
      add(
        'damaged entry',
        key,
        `cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
      )
    }
    previous = hashes.get(sequence) ?? null
  }
  return { entries, hashes, newest }
}

/** Reads an archive whole and says what is not as it was written. Throws only when it cannot be reached. */
export async function verifyArchive(
  store: ObjectStore,
  {
    fromMs = Number.NEGATIVE_INFINITY,
    toMs = Number.POSITIVE_INFINITY,
    witnesses,
    expectedHead,
  }: VerifyOptions,
): Promise<Verified> {
  const result: Verified = { findings: [], objects: 0, events: 0, bytes: 0, heads: [] }
  const add = (finding: Finding, key: string, text: string) =>
    result.findings.push({ finding, key, text })
  const keys = new Map<string, number>()
  for await (const { key, bytes } of store.list('')) keys.set(key, bytes)
  const named = new Set<string>()
  const witnessed = new Set<string>()

  for (const folder of foldersOf(keys.keys())) {
    const { entries, hashes, newest } = await readChain(store, folder, keys, add)
    if (newest === 0) continue
    const logGroup = entries[0]?.logGroup ?? folder
    const head = { sequence: newest, sha256: hashes.get(newest) ?? '' }
    result.heads.push({ folder, logGroup, head })
    const witness = witnesses[logGroup]
    if (witness) {
      witnessed.add(logGroup)
      if (witness.sequence > newest) {
        add(
          'end cut off',
          entryKey(folder, witness.sequence),
          `entry ${witness.sequence} was written, and the manifest ends with ${newest}`,
        )
      } else if (hashes.get(witness.sequence) !== witness.sha256) {
        add(
          'changed',
          entryKey(folder, witness.sequence),
          'the entry is not the one that was written',
        )
      }
    }
    for (const entry of entries) {
      for (const { key } of entry.leftBehind ?? []) named.add(key)
      for (const object of entry.objects) {
        named.add(object.key)
        if (!object.key.startsWith(`${folder}/`)) {
          add(
            'damaged entry',
            entryKey(folder, entry.sequence),
            `names ${JSON.stringify(object.key)}, which is not its own`,
          )
          continue
        }
        if (entry.fromMs < fromMs || entry.fromMs >= toMs) continue
        const there = keys.has(object.key) ? await digestOf(store, object.key) : null
        if (there === null) add('missing', object.key, `entry ${entry.sequence} names it`)
        else if (there.sha256 !== object.sha256 || there.bytes !== object.bytes) {
          add(
            'changed',
            object.key,
            `its SHA-256 is ${there.sha256}, and ${object.sha256} was written`,
          )
        } else {
          result.objects += 1
          result.bytes += there.bytes
        }
      }
      if (entry.fromMs >= fromMs && entry.fromMs < toMs) result.events += entry.events
    }
  }
  for (const [group, { sequence }] of Object.entries(witnesses)) {
    if (!witnessed.has(group))
      add(
        'end cut off',
        group,
        `${sequence} entries were written for this log group, and there is no manifest`,
      )
  }
  for (const key of keys.keys()) {
    if (!named.has(key) && !/^[^/]+\/manifest\//.test(key)) add('added', key, 'no entry names it')
  }
  if (expectedHead !== undefined && !result.heads.some(({ head }) => head.sha256 === expectedHead))
    add('end cut off', expectedHead, 'no log group’s newest entry has this SHA-256')
  return result
}

/** Entries of hours that touch [fromMs, toMs), in order. Throws when the manifest is not sound. */
export async function entriesOf(
  store: ObjectStore,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<(Entry & { fromMs: number })[]> {
  const keys = new Map<string, number>()
  for await (const { key, bytes } of store.list('')) keys.set(key, bytes)
  const found: (Entry & { fromMs: number })[] = []
  for (const folder of foldersOf(keys.keys())) {
    const { entries } = await readChain(store, folder, keys, (finding, key, text) => {
      if (finding !== 'added')
        throw new Error(
          `The manifest is damaged: ${finding}: ${key}: ${text}. Run: npm run archive -- verify`,
        )
    })
    found.push(...entries)
  }
  return found.filter((entry) => entry.fromMs < toMs && entry.fromMs + hourMs > fromMs)
}
