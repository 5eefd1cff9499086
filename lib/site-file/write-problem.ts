import { dirname } from 'node:path'

const noRight = (folder: string) =>
  `CafeWatch may not write there. Let the user that it runs as write into ${folder}, then save again.`
const reasons: Record<string, (folder: string) => string> = {
  ENOSPC: () => 'the disk is full. Make room, then save again.',
  EDQUOT: () => 'the disk quota is used up. Make room, then save again.',
  EROFS: (folder) =>
    `the file system is read-only. Make ${folder} writable, or name another folder in DATA_DIR and start again.`,
  EACCES: noRight,
  EPERM: noRight,
}

/** Why the set-up could not be saved, and what to do. */
export function writeProblem(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = reasons[code]?.(dirname(path)) ?? (error instanceof Error ? error.message : error)
  return `The set-up could not be saved in ${path}: ${reason}`
}
