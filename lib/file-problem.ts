import { userInfo } from 'node:os'

/** The user of this process; its number where it has no name, as in some containers. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'of this process')
  }
}

const forbidden = () => `the user ${userName()} may not use it`

const reasons: Readonly<Record<string, () => string>> = {
  ENOENT: () => 'there is no such file or folder',
  EACCES: forbidden,
  EPERM: forbidden,
  EISDIR: () => 'it is a folder, not a file',
  ENOTDIR: () => 'a part of its path is a file, not a folder',
  EEXIST: () => 'a file of that name is there already',
  ENOSPC: () => 'its disk is full',
  EDQUOT: () => 'the quota of its disk is used up',
  EROFS: () => 'its file system is read-only',
  EFBIG: () => 'this process may not write files that large: raise the limit (ulimit -f)',
  EIO: () => 'its disk reports an error',
  EMFILE: () => 'too many files are open: raise the limit (ulimit -n)',
  ENFILE: () => 'too many files are open on this machine',
  ENAMETOOLONG: () => 'its path is too long',
  ELOOP: () => 'its path leads in a circle of links',
}

/** Why a file or folder cannot be used, without a full stop; the error's own words where its kind is not known. */
export function fileProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code = '', message } = error as NodeJS.ErrnoException
  return reasons[code]?.() ?? message
}

const free = () => 'Free some space there.'
const letIn = (path: string) => `Make it this user's: sudo chown ${userName()} ${path}`

const remedies: Readonly<Record<string, (path: string) => string>> = {
  EACCES: letIn,
  EPERM: letIn,
  EISDIR: () => 'Move it away.',
  ENOTDIR: () => 'Move that file away.',
  ENOSPC: free,
  EDQUOT: free,
  EROFS: () => 'Make it writable.',
}

/** In whole sentences: what cannot be done with a file, why, and what to do. */
export function fileSentence(path: string, cannot: string, error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException
  return [`${path} ${cannot}: ${fileProblem(error)}.`, remedies[code]?.(path)]
    .filter(Boolean)
    .join(' ')
}
