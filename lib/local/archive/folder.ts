import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, link, mkdir, open, opendir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { checkKey, type ObjectInfo, type ObjectStore } from './object-store'

// Where objects are until they are whole: not a possible name of a log group's folder.
const incoming = '.incoming'

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

/** Makes a folder and those above it, each written to the disk. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  for (let at = folder; first !== undefined && at.length >= first.length; at = dirname(at))
    await sync(dirname(at))
}

async function* walk(folder: string, prefix: string): AsyncIterable<ObjectInfo> {
  const entries = []
  try {
    for await (const entry of await opendir(folder)) entries.push(entry)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    if (prefix === '' && entry.name === incoming) continue
    const path = join(folder, entry.name)
    const key = `${prefix}${entry.name}`
    if (entry.isDirectory()) yield* walk(path, `${key}/`)
    else yield { key, bytes: entry.isFile() ? (await stat(path)).size : 0 }
  }
}

/** A folder as an object store: its files are read-only and never overwritten. */
export function openFolder(path: string): ObjectStore {
  const root = resolve(path)
  const pathOf = (key: string) => join(root, checkKey(key))
  return {
    name: root,

    async put({ key, from }) {
      const target = pathOf(key)
      const part = join(root, incoming, randomUUID())
      await makeFolder(dirname(part))
      await makeFolder(dirname(target))
      try {
        if ('file' in from) await copyFile(from.file, part)
        else await writeFile(part, from.content)
        const handle = await open(part, 'r+')
        try {
          await handle.chmod(0o444)
          await handle.sync()
        } finally {
          await handle.close()
        }
        // Fails where the name is taken: nothing is overwritten.
        await link(part, target)
        await sync(dirname(target))
        return 'written'
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return 'there'
        throw error
      } finally {
        await rm(part, { force: true })
      }
    },

    async read(key) {
      try {
        const file = pathOf(key)
        if (!(await stat(file)).isFile()) return null
        return createReadStream(file, { highWaterMark: 1 << 20 })
      } catch (error) {
        if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null
        throw error
      }
    },

    async *list(prefix) {
      for await (const found of walk(root, '')) if (found.key.startsWith(prefix)) yield found
    },

    history: async () => null,
  }
}
