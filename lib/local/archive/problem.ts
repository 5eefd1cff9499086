import { StoreFailed } from '@/lib/local/store/store-failed'

export interface Problem {
  message: string
  remedy: string
}

/** Why the archive cannot continue, with a remedy. */
export class ArchiveProblem extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message)
  }
}

const remedies: [RegExp, string, string][] = [
  [
    /NoSuchBucket/,
    'There is no such bucket.',
    'Create it, or name another in the site file (archive.bucket).',
  ],
  [
    /AccessDenied|Forbidden|^403$/,
    'The credentials may not write there.',
    'Allow s3:PutObject, s3:GetObject and s3:ListBucket on the bucket and prefix.',
  ],
  [
    /InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|CredentialsProvider/,
    'The credentials are missing, wrong or expired.',
    'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, and restart.',
  ],
  [
    /PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint/,
    'The bucket is in another region.',
    'Name its region in the site file (archive.region).',
  ],
  [
    /Region is missing/,
    'No region is named.',
    'Name the region of the bucket in the site file (archive.region), or set AWS_REGION.',
  ],
  [
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|TimeoutError|AbortError|socket hang up/,
    'It cannot be reached.',
    'Check the network, the address in the site file (archive.endpoint), and that the server runs.',
  ],
  [/ENOSPC|No space left/, 'The disk is full.', 'Free some space there.'],
  [/EDQUOT/, 'The quota of the disk is used up.', 'Free some space there.'],
  [
    /EACCES|EPERM/,
    'This user may not write there.',
    'Give the user of this program the right to write there.',
  ],
  [/EROFS/, 'The file system is read-only.', 'Mount it for writing.'],
  [
    /ENOTDIR|EEXIST/,
    'A part of the path is a file.',
    'Name a folder in the site file (archive.folder).',
  ],
  [/EIO/, 'The disk reports an error.', 'Check the disk.'],
]

/** A failure as a sentence and a remedy. `where` is the archive's name. */
export function problemOf(error: unknown, where: string): Problem {
  if (error instanceof ArchiveProblem) return { message: error.message, remedy: error.remedy }
  if (error instanceof StoreFailed)
    return { message: error.message, remedy: 'It is retried automatically.' }
  const { code, name, message } = error as NodeJS.ErrnoException
  const tried = [code, name, message].filter((text) => text !== undefined)
  for (const [pattern, says, remedy] of remedies) {
    if (tried.some((text) => pattern.test(text)))
      return {
        message: `The archive ${where} cannot be written. ${says}`,
        remedy: `${remedy} It is retried automatically.`,
      }
  }
  return {
    message: `The archive ${where} cannot be written: ${String(message ?? error).split('\n')[0]}`,
    remedy: 'It is retried automatically.',
  }
}
