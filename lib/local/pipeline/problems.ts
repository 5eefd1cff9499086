import { StoreFailed } from '@/lib/local/store/store-failed'
import { Damaged } from './compression'
import { NoAnswer } from './deadlines'
import type { FileStat } from './file-system'
import { unclosed } from './glob'
import { mayNotRead } from './may-not-read'

/** A glob that matches nothing. */
export const nothingMatches = (entry: string) =>
  `No file matches ${entry}. Check ACCESS_LOG; as soon as a file matches it is read.`

/** Of a path that names no file any more. */
export const goesOn =
  'What the server still writes to the file that had this name is read until then.'

/** Whether permission is what is missing. */
export const isForbidden = (error: unknown) =>
  ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')

/** Why something of this kind is not read; undefined for a file. */
export function refusalOf(path: string, kind: FileStat['kind']): string | undefined {
  if (kind === 'file') return undefined
  if (kind === 'folder')
    return `${path} is a folder. Name a file in it, or a glob such as ${path}/*.log.`
  return `${path} is a ${kind}, not a file. Let the web server write a file, and name that in ACCESS_LOG.`
}

/** Why a file cannot be read, and what to do. */
export function problemOf(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (error instanceof StoreFailed) return message
  if (error instanceof NoAnswer)
    return `${path} is set aside: its file system does not answer. Reading goes on by itself when it does.`
  if (error instanceof Damaged)
    return `${path} is not a valid ${error.compression} file (${message}). What could be read is stored; it is read again when it changes.`
  const bracket = unclosed(path)
  if (code === 'ENOENT' && bracket)
    return `There is no file ${path}, and it is not a valid glob: its ${bracket} is never closed. Close it in ACCESS_LOG, or write \\${bracket} for a literal ${bracket}; as soon as the file is there it is read.`
  if (code === 'ENOENT')
    return `There is no file ${path}. Check ACCESS_LOG; as soon as the file is there it is read.`
  if (isForbidden(error)) return mayNotRead(path)
  return `${path} cannot be read: ${message}. It is tried again every second.`
}
