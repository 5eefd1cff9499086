import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type AuditEntry, auditEntry } from './audit-entry'
import { accessFolder, giveToOwner } from './private-file'

const readBytes = 4_000_000

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
  return {
    path,

    add(given: Omit<AuditEntry, 'at'>): void {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      giveToOwner(folder, dataDir)
      const file = openSync(path, 'a+', 0o600)
      try {
        giveToOwner(path, dataDir)
        const line = JSON.stringify({ at: new Date(clock()).toISOString(), ...given })
        writeFileSync(file, `${isCutOff(file) ? '\n' : ''}${line}\n`)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
    },

    /** The newest entries, newest first. */
    newest(most: number): AuditEntry[] {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
      if (size === 0) return []
      const file = openSync(path, 'r')
      try {
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
      } finally {
        closeSync(file)
      }
    },
  }
}
