import { type FileHandle, open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { StoreFailed } from '@/lib/local/store/store-failed'
import { gunzippedBlocks, gunzippedHead, isCompressed, plainBlocks, readAt } from './file-content'
import { unclosed } from './glob'
import { fileId, headSize, type Identities, type Position } from './identity'
import type { Ingest } from './ingest'
import { linesIn } from './line-batches'

export interface FollowedFile {
  path: string
  /** Size of its content; of a compressed file that was not read to its end, of the file. */
  bytes: number
  /** When it was last written, epoch ms. */
  modifiedMs: number
  /** Null until it has content. */
  position: Position | null
  /** Null while it is not open; a compressed file is open only while it is read. */
  open: { handle: FileHandle; id: string } | null
  /** What is wrong with it and what to do. */
  problem?: string
  /** Of a compressed file: which version of it was read to its end. */
  readVersion?: string
}

interface Options {
  identities: Identities
  ingest: Ingest
  closing: AbortSignal
  /** Called with the number of lines, whenever some have been stored. */
  onStored: (lines: number) => void
  /** Takes over a file whose path now names another one. */
  retire: (file: FollowedFile) => void
}

/** Why a file cannot be read, and what to do. */
export function problemOf(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (error instanceof StoreFailed) return message
  const bracket = unclosed(path)
  if (code === 'ENOENT' && bracket)
    return `There is no file ${path}, and it is not a valid glob: its ${bracket} is never closed. Close it in ACCESS_LOG, or write \\${bracket} for a literal ${bracket}; as soon as the file is there it is read.`
  if (code === 'ENOENT')
    return `There is no file ${path}. Check ACCESS_LOG; as soon as the file is there it is read.`
  if (code === 'EACCES' || code === 'EPERM') {
    return `${path} may not be read by this user. Allow it (on Debian: add the user to the group adm); reading starts by itself.`
  }
  if (code === 'EISDIR')
    return `${path} is a folder. Name a file in it, or a glob such as ${path}/*.log.`
  if (code?.startsWith('Z_'))
    return `${path} is not a valid gzip file (${message}). What could be read is stored.`
  return `${path} cannot be read: ${message}. It is tried again every second.`
}

async function openFile(path: string) {
  const handle = await open(path, 'r')
  return { handle, id: fileId(await handle.stat()) }
}

export type FileReader = ReturnType<typeof newFileReader>

/** Reads what files contain beyond their positions. Throws when a file cannot be read. */
export function newFileReader({ identities, ingest, closing, onStored, retire }: Options) {
  async function ingestBlocks(
    { path, position, modifiedMs }: FollowedFile,
    blocksFrom: (offset: number) => AsyncIterable<Buffer>,
    includesRest: boolean,
  ) {
    if (!position) return
    const { offset } = position
    const runs = linesIn(blocksFrom(offset), { offset, includesRest })
    await ingest({ stream: basename(path), position, modifiedMs, onStored }, runs, closing)
  }

  async function readOpen(file: FollowedFile, includesRest: boolean) {
    if (!file.open) return
    const { handle } = file.open
    const identify = async () =>
      identities.positionOf(basename(file.path), await readAt(handle, 0, headSize))
    const { size, mtimeMs } = await handle.stat()
    file.modifiedMs = mtimeMs
    file.bytes = size
    file.position ??= await identify()
    while (file.position && size < file.position.offset) {
      // Cut short in place: what is there now is new.
      file.position.offset = 0
      file.position = await identify()
    }
    await ingestBlocks(file, (offset) => plainBlocks(handle, offset), includesRest)
  }

  async function readCompressed(file: FollowedFile, version: string) {
    const { path } = file
    if (file.readVersion === version) return
    file.position = identities.positionOf(basename(path), await gunzippedHead(path, headSize))
    await ingestBlocks(file, (offset) => gunzippedBlocks(path, offset), true)
    if (!file.position || closing.aborted) return
    file.readVersion = version
    file.bytes = file.position.offset
  }

  return {
    /** Reads a file that is open, whatever its path names now. `includesRest`: its last line may lack a line end. */
    readOpen,
    async read(file: FollowedFile) {
      const found = await stat(file.path)
      const id = fileId(found)
      file.modifiedMs = found.mtimeMs
      if (isCompressed(file.path))
        return readCompressed(file, `${id} ${found.size} ${found.mtimeMs}`)
      if (file.open && file.open.id !== id) {
        // Renamed away: the writer may still hold the old file open for a moment.
        retire({ ...file })
        file.open = null
        file.position = null
      }
      file.open ??= await openFile(file.path)
      await readOpen(file, false)
    },
  }
}
