import { asTyped } from '@/lib/as-typed'
import { hourMs } from '@/lib/time'
import { entryKey, manifestFolder } from './keys'
import { beginning, type Head, readEntry, type StoredEntry } from './manifest'
import { contentOf, hashOf, type ObjectStore, objectDigest } from './object-store'

export type Finding =
  | 'changed'
  | 'missing'
  | 'added'
  | 'chain broken'
  | 'end cut off'
  | 'damaged entry'

type Add = (finding: Finding, key: string, text: string) => void

export interface Verified {
  findings: { finding: Finding; key: string; text: string }[]
  /** Of what is as it was written. */
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

async function keysOf(store: ObjectStore): Promise<Set<string>> {
  const keys = new Set<string>()
  for await (const { key } of store.list('')) keys.add(key)
  return keys
}

const foldersOf = (keys: Iterable<string>) =>
  [...new Set([...keys].flatMap((key) => /^([^/]+)\//.exec(key)?.[1] ?? []))].sort()

/** Entries of a log group in order, as far as they can be read, and what is wrong with their chain. */
async function readChain(store: ObjectStore, folder: string, keys: Set<string>, add: Add) {
  const prefix = manifestFolder(folder)
  let newest = 0
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue
    const name = key.slice(prefix.length)
    if (entryName.test(name)) newest = Math.max(newest, Number.parseInt(name, 10))
    else add('added', key, 'is no entry of the manifest')
  }
  const entries: StoredEntry[] = []
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
    const sha256 = hashOf(bytes)
    hashes.set(sequence, sha256)
    try {
      const entry = readEntry(bytes)
      if (previous !== null && entry.previous !== previous) {
        add(
          'chain broken',
          key,
          'it does not name the SHA-256 of the entry before: that one, or this one, was changed',
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
    previous = sha256
  }
  return { entries, hashes, newest }
}

function checkWitness(
  { witness, folder }: { witness: Head; folder: string },
  { newest, hashes }: { newest: number; hashes: ReadonlyMap<number, string> },
  add: Add,
) {
  const key = entryKey(folder, witness.sequence)
  if (witness.sequence > newest) {
    add(
      'end cut off',
      key,
      `entry ${witness.sequence} was written, and the manifest ends with ${newest}`,
    )
  } else if (hashes.get(witness.sequence) !== witness.sha256)
    add('changed', key, 'the entry is not the one that was written')
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
  const add: Add = (finding, key, text) => result.findings.push({ finding, key, text })
  const keys = await keysOf(store)
  const named = new Set<string>()

  async function checkObjects(folder: string, entry: StoredEntry) {
    const inRange = entry.fromMs >= fromMs && entry.fromMs < toMs
    if (inRange) result.events += entry.events
    for (const { key } of entry.leftBehind ?? []) named.add(key)
    for (const { key, sha256, bytes } of entry.objects) {
      named.add(key)
      if (!key.startsWith(`${folder}/`)) {
        add(
          'damaged entry',
          entryKey(folder, entry.sequence),
          `names ${JSON.stringify(key)}, which is not its own`,
        )
        continue
      }
      if (!inRange) continue
      const found = keys.has(key) ? await objectDigest(store, key) : null
      if (found === null) add('missing', key, `entry ${entry.sequence} names it`)
      else if (found.sha256 !== sha256 || found.bytes !== bytes)
        add('changed', key, `its SHA-256 is ${found.sha256}, and ${sha256} was written`)
      else {
        result.objects += 1
        result.bytes += bytes
      }
    }
  }

  for (const folder of foldersOf(keys)) {
    const chain = await readChain(store, folder, keys, add)
    if (chain.newest === 0) continue
    const logGroup = chain.entries[0]?.logGroup ?? folder
    const head = { sequence: chain.newest, sha256: chain.hashes.get(chain.newest) ?? '' }
    result.heads.push({ folder, logGroup, head })
    const witness = witnesses[logGroup]
    if (witness) checkWitness({ witness, folder }, chain, add)
    for (const entry of chain.entries) await checkObjects(folder, entry)
  }
  for (const [group, { sequence }] of Object.entries(witnesses)) {
    if (!result.heads.some(({ logGroup }) => logGroup === group))
      add(
        'end cut off',
        group,
        `${sequence} entries were written for this log group, and there is no manifest`,
      )
  }
  for (const key of keys) {
    if (!named.has(key) && !/^[^/]+\/manifest\//.test(key)) add('added', key, 'no entry names it')
  }
  if (expectedHead !== undefined && !result.heads.some(({ head }) => head.sha256 === expectedHead))
    add('end cut off', expectedHead, 'no log group’s newest entry has this SHA-256')
  return result
}

/** Entries of hours that touch [fromMs, toMs), in order. Throws when the manifest is damaged. */
export async function entriesOf(
  store: ObjectStore,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<StoredEntry[]> {
  const keys = await keysOf(store)
  const found: StoredEntry[] = []
  for (const folder of foldersOf(keys)) {
    const { entries } = await readChain(store, folder, keys, (finding, key, text) => {
      if (finding !== 'added')
        throw new Error(
          asTyped(
            `The manifest is damaged: ${finding}: ${key}: ${text}. Run: npm run archive -- verify`,
          ),
        )
    })
    found.push(...entries)
  }
  return found.filter((entry) => entry.fromMs < toMs && entry.fromMs + hourMs > fromMs)
}
