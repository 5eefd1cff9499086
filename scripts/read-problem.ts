import { Damaged } from '@/lib/local/pipeline/compression'
import { mayNotRead } from '@/lib/local/pipeline/may-not-read'
import { isForbidden } from '@/lib/local/pipeline/problems'

const refused: Record<string, string> = {
  ENOENT: 'There is no such file. Check the path.',
  EISDIR: 'It is a folder. Name the files in it: FOLDER/*.log',
}

/** Why a file was not read, and what to do. */
export function reasonOf(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (error instanceof Damaged)
    return `${path}: It is damaged or cut short (${message}). Copy it again, or decompress what is left of it.`
  if (isForbidden(error)) return mayNotRead(path)
  return `${path}: ${refused[code ?? ''] ?? `It cannot be read: ${message}. Check the file and its disk.`}`
}
