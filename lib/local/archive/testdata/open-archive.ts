import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { groupArchive } from '@/lib/local/archive/archive'
import { openFolder } from '@/lib/local/archive/folder'
import { readHeads } from '@/lib/local/archive/manifest'
import type { ObjectStore } from '@/lib/local/archive/object-store'
import { verifyArchive } from '@/lib/local/archive/verify'
import type { Step } from '@/lib/local/archive/step'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'

export const group = 'apache/access'
export const hour = 3_600_000
export const startMs = Date.parse('2026-11-20T10:00:00Z')

export const event = (
  timestampMs: number,
  message: string,
  fields: Record<string, string> | null = { status: '200', request: message },
) => ({ timestampMs, message, fields })

export const put = async (
  store: Store,
  events: ReturnType<typeof event>[],
  { stream = 'web', to = group, ingestedMs = startMs + 5 * hour } = {},
) => {
  await store.createLogGroup(to, 0)
  await store.createLogStream(to, stream, 0)
  await store.append(to, stream, batchOf(events), { ingestedMs })
}

/** Three hours of requests, and one that came an hour late. */
export async function threeHours(store: Store) {
  for (let at = 0; at < 3; at += 1) {
    await put(
      store,
      Array.from({ length: 60 }, (_, minute) =>
        event(startMs + at * hour + minute * 60_000, `GET /cafe ${at} ${minute}`, {
          status: minute % 10 === 0 ? '404' : '200',
          request: '/cafe',
          remoteIP: `192.0.2.${minute}`,
          country: 'DE',
        }),
      ),
    )
  }
}

export const plainStep: Step = (work) => work()

/** A store with a work folder, and an archive in a folder beside it. */
export async function openArchive(
  options: { to?: ObjectStore; step?: Step; root?: string; path?: string } = {},
) {
  const root = options.root ?? mkdtempSync(join(tmpdir(), 'archive-'))
  const workDir = join(root, 'work')
  mkdirSync(workDir, { recursive: true })
  const store = await openStore({ path: options.path ?? ':memory:', workDir })
  const to = options.to ?? openFolder(join(root, 'archive'))
  const time = { nowMs: startMs + 3 * hour + 10 * 60_000 }
  const headFile = join(root, 'head.json')
  const archive = groupArchive({
    store,
    group,
    to,
    headFile,
    clock: () => time.nowMs,
    step: options.step ?? plainStep,
  })
  return {
    root,
    store,
    to,
    time,
    archive,
    headFile,
    verify: async () => verifyArchive(to, { witnesses: await readHeads(headFile, to.name) }),
    async close() {
      await store.close()
      if (options.root === undefined) rmSync(root, { recursive: true, force: true })
    },
  }
}
export type OpenArchive = Awaited<ReturnType<typeof openArchive>>
