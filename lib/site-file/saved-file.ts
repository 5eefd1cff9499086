import { readFileSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeProblem } from './write-problem'
import { isObject, setupMembers, type WrittenSite } from './written-site'

export const savedPath = (dataDir: string): string => join(dataDir, 'site.json')

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : null)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Its own words would quote the file, which holds secrets.
    throw new Error('it is not JSON')
  }
}

/** What was set up in the page; null when nothing was. Throws an Error that says what is wrong with the file. */
export function readSaved(dataDir: string): WrittenSite | null {
  let text: string
  try {
    text = readFileSync(savedPath(dataDir), 'utf8')
  } catch (error) {
    // A folder that is not there yet, or whose name is taken by a file, has nothing saved.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null
    throw error
  }
  const file = parsed(text)
  if (!isObject(file)) throw new Error('it must be an object')
  const known: readonly string[] = setupMembers
  const other = Object.keys(file).find((name) => !known.includes(name))
  if (other !== undefined)
    throw new Error(
      `${other}: is not set up in the page; a file of your own, named in SITE_FILE, can say it`,
    )
  return file
}

/** A change of the saved file that only needs to be committed, or discarded. */
export interface PreparedChange {
  /** Rejects with an Error that says what to do; the file is as before then. */
  commit(): Promise<void>
  discard(): Promise<void>
}

async function syncFolder(folder: string) {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

/** Does something to the saved file. Rejects with an Error that says what to do. */
async function orSay<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw new Error(writeProblem(error, path))
  }
}

/** Writes beside the saved file what is to take its place: what can fail for want of room has succeeded then. */
export async function prepareSave(dataDir: string, site: WrittenSite): Promise<PreparedChange> {
  const path = savedPath(dataDir)
  const folder = dirname(path)
  const temporary = `${path}.new`
  const discard = () => rm(temporary, { force: true }).catch(() => {})
  await orSay(path, async () => {
    await mkdir(folder, { recursive: true })
    await rm(temporary, { force: true })
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(`${JSON.stringify(site, null, 2)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }).catch(async (error) => {
    await discard()
    throw error
  })
  return {
    commit: () =>
      orSay(path, async () => {
        await rename(temporary, path)
        await syncFolder(folder).catch(() => {})
      }),
    discard,
  }
}

/** The saved file goes when this is committed. */
export function prepareRemoval(dataDir: string): PreparedChange {
  const path = savedPath(dataDir)
  return {
    commit: () =>
      orSay(path, async () => {
        await rm(path, { force: true })
        await syncFolder(dirname(path)).catch(() => {})
      }),
    discard: async () => {},
  }
}
