import { constants } from 'node:fs'
import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { expand } from './glob'

export interface FileStat {
  /** Device and inode: a rename does not change them. */
  id: string
  kind: 'file' | 'folder' | 'named pipe' | 'device' | 'socket'
  bytes: number
  /** When it was last written, epoch ms. */
  modifiedMs: number
  /** How many names it has; 0 once it was deleted. */
  links: number
  /** Changes whenever the content does. */
  version: string
}

export interface OpenFile {
  stat(): Promise<FileStat>
  /** Up to `bytes` bytes from `offset`, in `room` where it is given; fewer at the end of the file. */
  read(offset: number, bytes: number, room?: Buffer): Promise<Buffer>
  close(): Promise<void>
}

/** What following logs needs of a file system. */
export interface FileSystem {
  stat(path: string): Promise<FileStat>
  open(path: string): Promise<OpenFile>
  /** The names in a folder. */
  names(folder: string): Promise<string[]>
  /** The files that a path or glob names now. */
  expand(entry: string): Promise<string[]>
}

type BigStat = Awaited<ReturnType<typeof bigStat>>
const bigStat = (path: string) => stat(path, { bigint: true })

function kindOf(found: BigStat): FileStat['kind'] {
  if (found.isFile()) return 'file'
  if (found.isDirectory()) return 'folder'
  if (found.isFIFO()) return 'named pipe'
  return found.isSocket() ? 'socket' : 'device'
}

const statOf = (found: BigStat): FileStat => ({
  id: `${found.dev} ${found.ino}`,
  kind: kindOf(found),
  bytes: Number(found.size),
  modifiedMs: Number(found.mtimeNs) / 1e6,
  links: Number(found.nlink),
  version: `${found.size} ${found.mtimeNs} ${found.ctimeNs}`,
})

async function readFrom(
  handle: FileHandle,
  offset: number,
  bytes: number,
  buffer: Buffer = Buffer.allocUnsafe(bytes),
): Promise<Buffer> {
  let length = 0
  while (length < bytes) {
    const { bytesRead } = await handle.read(buffer, length, bytes - length, offset + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return buffer.subarray(0, length)
}

export const nodeFiles: FileSystem = {
  stat: async (path) => statOf(await bigStat(path)),
  async open(path) {
    // Not to wait for a writer, should it have become a named pipe since.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    return {
      stat: async () => statOf(await handle.stat({ bigint: true })),
      read: (offset, bytes, room) => readFrom(handle, offset, bytes, room),
      close: () => handle.close(),
    }
  },
  names: (folder) => readdir(folder),
  expand,
}
