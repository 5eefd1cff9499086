import { chmodSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { join, relative } from 'node:path'
import { socketFile } from './parts'

// The system takes no longer name.
const maxPathBytes = 107

/** A short name of the socket: an absolute one may be too long for the system. */
function pathOf(folder: string): string {
  const absolute = join(folder, socketFile)
  const short = relative(process.cwd(), absolute)
  return Buffer.byteLength(short) < Buffer.byteLength(absolute) ? short : absolute
}

/** Answers `cafewatch backup` while the server runs: with the path of a copy of the store. Gives what ends it. */
export async function openBackupDoor(
  folder: string,
  copyStore: () => Promise<string>,
  log: (text: string) => void,
): Promise<() => Promise<void>> {
  const path = pathOf(folder)
  if (Buffer.byteLength(path) > maxPathBytes) {
    log(`${folder} has too long a name for a backup while the server runs: stop it for one.`)
    return async () => {}
  }
  // One that was killed leaves it; the store is ours, so no other server answers there.
  rmSync(path, { force: true })
  const server = createServer(({ method }, response) => {
    if (method !== 'POST') {
      response.end('{}')
      return
    }
    copyStore().then(
      (copy) => response.end(JSON.stringify({ copy })),
      (error: Error) => response.writeHead(500).end(JSON.stringify({ problem: error.message })),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path, readableAll: false, writableAll: false }, resolve)
  })
  // Whoever may ask gets a copy of the store.
  chmodSync(path, 0o600)
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}

interface Answer {
  copy?: string
  problem?: string
}

/** What the server that runs on a folder answers; null when none does. */
function ask(folder: string, method: 'GET' | 'POST'): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: pathOf(folder), method }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve(JSON.parse(text) as Answer))
    })
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null)
      else reject(error)
    })
    asked.end()
  })
}

export const isServed = async (folder: string): Promise<boolean> =>
  (await ask(folder, 'GET')) !== null

/** The path of a copy of the store, from the server that runs on a folder; null when none does. */
export async function askForCopy(folder: string): Promise<string | null> {
  const answer = await ask(folder, 'POST')
  if (answer === null) return null
  if (answer.copy === undefined)
    throw new Error(`The server could not copy its store: ${answer.problem}`)
  return answer.copy
}
