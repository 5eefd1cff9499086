import {
  chownSync,
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type * as z from 'zod'
import { fileSentence, userName } from '@/lib/file-problem'

/** The folder of users, tokens, sessions and the audit log. */
export const accessFolder = (dataDir: string): string => join(dataDir, 'access')

/** A command that root runs leaves files that the server's own user can read. */
export function giveToOwner(path: string, dataDir: string): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(dataDir)
  chownSync(path, uid, gid)
}

/** What the system calls an error; null for any other. */
export const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? error.code : null

/** How errors of these files are named. */
export const unusableFileName = 'UnusableAccessFile'

/** An Error that says to people what is wrong with a file of this folder, and what to do. */
export const unusableFile = (message: string): Error =>
  Object.assign(new Error(message), { name: unusableFileName })

/** What such an Error says; null for any other. By its name: Next evaluates this module once per entry. */
export const saidOfFile = (error: unknown): string | null =>
  error instanceof Error && error.name === unusableFileName ? error.message : null

/** What the system refused, of the file or of its folder, as a sentence; what has one is left as it is. */
export function refusedBySystem(path: string, cannot: string, error: unknown): unknown {
  if (codeOf(error) === null) return error
  const folder = dirname(path)
  const at = (error as NodeJS.ErrnoException).path === folder ? folder : path
  return unusableFile(fileSentence(`"${at}"`, cannot, error))
}

/** A file that only its owner may read, and that several processes change. */
export interface PrivateFile<Content> {
  /** What it holds now. Throws an Error that says what is wrong with it. */
  read(): Content
  /** Changes it, whole or not at all. Rejects with what `change` throws. */
  change(change: (content: Content) => Content): Promise<Content>
}

// Whoever changes it holds the new file for some milliseconds; an older one was left by a crash.
const abandonedMs = 10_000
const retryMs = 20

const stampOf = ({ mtimeMs, ino, size }: Stats) => `${mtimeMs} ${ino} ${size}`

export function openPrivateFile<Content>(
  path: string,
  schema: z.ZodType<Content>,
  empty: Content,
): PrivateFile<Content> {
  let known: { stamp: string; content: Content } | null = null

  function parsed(text: string): Content {
    try {
      return schema.parse(JSON.parse(text))
    } catch {
      // The parser's own words would quote the file, which holds secrets.
      throw unusableFile(
        `"${path}" is not as CafeWatch wrote it. Put it back from a backup, or delete it and begin anew.`,
      )
    }
  }

  function read(): Content {
    try {
      const stamp = stampOf(statSync(path))
      if (known?.stamp === stamp) return known.content
      known = { stamp, content: parsed(readFileSync(path, 'utf8')) }
      return known.content
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return empty
      if (codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM')
        throw unusableFile(
          `"${path}" may not be read by the user ${userName()}. Run the command as the user that CafeWatch runs as, or give that user the file (chown).`,
        )
      throw refusedBySystem(path, 'cannot be read', error)
    }
  }

  /** Opens the file that is to take its place; while it is there, no one else changes the file. */
  async function openNew(temporary: string): Promise<number> {
    const folder = dirname(path)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    giveToOwner(folder, dirname(folder))
    for (;;) {
      try {
        const file = openSync(temporary, 'wx', 0o600)
        giveToOwner(temporary, dirname(folder))
        return file
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
        const other = statSync(temporary, { throwIfNoEntry: false })
        if (other && Math.abs(Date.now() - other.mtimeMs) > abandonedMs)
          rmSync(temporary, { force: true })
        else await wait(retryMs)
      }
    }
  }

  async function replace(make: (content: Content) => Content): Promise<Content> {
    const temporary = `${path}.new`
    const file = await openNew(temporary)
    const { ino } = fstatSync(file)
    let isOpen = true
    try {
      // Another process may have changed it within the resolution of its times.
      known = null
      const content = make(read())
      writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`)
      fsyncSync(file)
      closeSync(file)
      isOpen = false
      // Whoever was held up for so long no longer holds it.
      if (statSync(temporary, { throwIfNoEntry: false })?.ino !== ino)
        throw new Error(`"${path}" was changed by another command meanwhile. Try again.`)
      renameSync(temporary, path)
      known = null
      return content
    } catch (error) {
      if (isOpen) closeSync(file)
      if (statSync(temporary, { throwIfNoEntry: false })?.ino === ino) rmSync(temporary)
      throw error
    }
  }

  const change: PrivateFile<Content>['change'] = (make) =>
    replace(make).catch((error: unknown) => {
      throw refusedBySystem(path, 'cannot be changed', error)
    })

  return { read, change }
}
