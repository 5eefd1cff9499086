import { dirname } from 'node:path'
import { userName } from '@/lib/file-problem'
import { tooLarge } from './store-failed'

const whatIsLost =
  'Put it back from a backup. Without one, move it away with its .wal file and start again: the log is read anew, and the history of alarms begins anew.'

const reasons: readonly [RegExp, (path: string, text: string) => string][] = [
  [
    /Conflicting lock|Could not set lock/i,
    (_, text) => {
      const holder = /PID (\d+)/.exec(text)?.[1]
      return `is in use by another process${holder ? ` (PID ${holder})` : ''}. Stop that one, or give this one another DATA_DIR.`
    },
  ],
  [
    /Permission denied/i,
    (path) =>
      `may not be opened by the user ${userName()}. Start CafeWatch as the user that made it, or make this user its owner: sudo chown -R ${userName()} ${dirname(path)}`,
  ],
  [/Is a directory/i, () => 'is a folder. Move it away, then start again.'],
  [
    /Read-only file system/i,
    () => 'is on a read-only file system. Make it writable, or name another folder in DATA_DIR.',
  ],
  [/No space left|ENOSPC/i, () => 'cannot be opened: its disk is full. Free some space there.'],
  [/File too large|EFBIG/i, () => `cannot be written: ${tooLarge}`],
  [
    /Too many open files|EMFILE/i,
    () =>
      'cannot be opened: too many files are open. Allow more with ulimit -n 4096, or LimitNOFILE= in the unit.',
  ],
  [
    /newer version of DuckDB|version number \d+, but we can only read/i,
    () => 'was written by a newer CafeWatch. Start that one, or name another folder in DATA_DIR.',
  ],
  [
    /not a valid DuckDB|Could not read enough bytes|checksum|corrupt|Failure while replaying WAL|deserializ/i,
    () => `is damaged or cut short. ${whatIsLost}`,
  ],
]

/** Why the store of a path cannot be opened, and what to do, from what DuckDB says. */
export function openingProblem(path: string, error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const found = reasons.find(([pattern]) => pattern.test(text))
  const why = found
    ? found[1](path, text)
    : `cannot be opened: ${text.split('\n')[0]}. ${whatIsLost}`
  return `The store ${path} ${why}`
}
