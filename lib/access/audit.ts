import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileSentence } from '@/lib/file-problem'
import { type AuditEntry, auditEntry } from './audit-entry'
import { accessFolder, codeOf, giveToOwner, refusedBySystem } from './private-file'

const readBytes = 4_000_000
/** What no entry is longer than. */
const entryBytes = 8_192

/** Whether the last line has no end: a full disk cut it off. */
function isCutOff(file: number): boolean {
  const { size } = fstatSync(file)
  if (size === 0) return false
  const last = Buffer.alloc(1)
  readSync(file, last, 0, 1, size - 1)
  return last.toString() !== '\n'
}

/** The audit log of a data folder: JSON lines, only ever added to. */
export function openAudit(dataDir: string, clock: () => number = Date.now) {
  const folder = accessFolder(dataDir)
  const path = join(folder, 'audit.jsonl')
  const written = (at: string, write: () => void) => {
    try {
      write()
    } catch (error) {
      throw refusedBySystem(at, 'cannot be written', error)
    }
  }
  function opened(): number {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    giveToOwner(folder, dataDir)
    const file = openSync(path, 'a+', 0o600)
    giveToOwner(path, dataDir)
    return file
  }
  function openedToRead(): number | null {
    try {
      return openSync(path, 'r')
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      throw refusedBySystem(path, 'cannot be read', error)
    }
  }
  return {
    path,

    add(given: Omit<AuditEntry, 'at'>): void {
      written(path, () => {
        const file = opened()
        try {
          const line = JSON.stringify({ at: new Date(clock()).toISOString(), ...given })
          writeFileSync(file, `${isCutOff(file) ? '\n' : ''}${line}\n`)
          fsyncSync(file)
        } finally {
          closeSync(file)
        }
      })
    },

    /** Why nothing can be added, as far as that is known without adding anything; null for nothing. */
    problem(): string | null {
      try {
        closeSync(openSync(path, 'r+'))
        return null
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null
        return fileSentence(`"${path}"`, 'cannot be written', error)
      }
    },

    /** Throws a sentence where an entry could not be written: what it would tell of is not done then. */
    mustTakeEntry(): void {
      written(path, () => closeSync(opened()))
      // Beside it: what other processes add meanwhile is not to be cut off with it.
      const room = join(folder, 'audit.room')
      written(room, () => {
        try {
          writeFileSync(room, ' '.repeat(entryBytes), { flush: true, mode: 0o600 })
        } finally {
          rmSync(room, { force: true })
        }
      })
    },

    /** The newest entries, newest first. */
    newest(most: number): AuditEntry[] {
      const file = openedToRead()
      if (file === null) return []
      try {
        const { size } = fstatSync(file)
        const bytes = Buffer.alloc(Math.min(size, readBytes))
        readSync(file, bytes, 0, bytes.length, size - bytes.length)
        const lines = bytes.toString('utf8').split('\n')
        // The first of a part is cut off.
        const whole = size > readBytes ? lines.slice(1) : lines
        return whole
          .flatMap((line) => {
            try {
              return [auditEntry.parse(JSON.parse(line))]
            } catch {
              return []
            }
          })
          .slice(-most)
          .reverse()
      } catch (error) {
        throw refusedBySystem(path, 'cannot be read', error)
      } finally {
        closeSync(file)
      }
    },
  }
}
