import { spawn } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { fileProblem } from '@/lib/file-problem'
import { fingerprints, isBuilt, pages, server, stampIn } from './built-from'
import { bundlePrograms } from './package/bundle'
import { whileAlone } from './while-alone'

/** Throws where the pages cannot be written. */
function checkFolder(): void {
  const folder = process.cwd()
  try {
    for (const path of [folder, join(folder, pages.folder)])
      if (existsSync(path)) accessSync(path, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new Error(
      `The pages are built in ${join(folder, pages.folder)}, which cannot be written: ${fileProblem(error)}. Start CafeWatch as the user whose folder this is; for a server, install the package: docs/install.md.`,
    )
  }
}

const waitMs = 2_000
const longestMs = 10 * 60_000
/** Next outlives a start that was killed. */
const anotherBuilds = /another next build process is already running/i

/** Runs Next's own build, which ends when this process is told to. */
async function runNext(): Promise<{ status: number; said: string }> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  // A group of its own: Next's workers end with it.
  const child = spawn(process.execPath, [next, 'build'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const end = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
    process.exit(1)
  }
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, end)
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
  const [status, out, problems] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  for (const signal of signals) process.off(signal, end)
  return { status, said: out + problems }
}

async function buildPages(wanted: string): Promise<void> {
  console.log('Building the pages; this takes about a minute and is done once for each version …')
  const beganMs = Date.now()
  for (let waitedMs = 0; ; waitedMs += waitMs) {
    const { status, said } = await runNext()
    if (status === 0) {
      writeFileSync(stampIn(pages.folder), wanted)
      console.log(`The pages are built, after ${Math.round((Date.now() - beganMs) / 1000)} s.`)
      return
    }
    if (!anotherBuilds.test(said) || waitedMs > longestMs)
      throw new Error(`The pages could not be built:\n${said}`)
    await pause(waitMs)
  }
}

/** What a start runs from then on. Where it cannot be built or written, that goes on to run the sources. */
async function buildServer(wanted: string): Promise<void> {
  const folder = mkdtempSync(`${server.folder}-`)
  try {
    await bundlePrograms(folder)
    writeFileSync(stampIn(folder), wanted)
    rmSync(server.folder, { recursive: true, force: true })
    renameSync(folder, server.folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const lock = '.building'
const sayThatItWaits = () => console.log('Another start is building here; waiting until it has …')

/**
 * Builds pages and server unless those that are there were made from these very sources; where another
 * process is building, that is waited for. Throws when the pages cannot be built.
 */
export async function buildIfNeeded(): Promise<void> {
  const wanted = fingerprints()
  const arePagesBuilt = () => isBuilt(pages, wanted.pages)
  const isServerBuilt = () => isBuilt(server, wanted.server)
  if (!arePagesBuilt()) {
    checkFolder()
    await whileAlone(
      lock,
      async () => {
        if (!arePagesBuilt()) await buildPages(wanted.pages)
      },
      sayThatItWaits,
    )
  }
  if (isServerBuilt()) return
  const work = async () => {
    if (!isServerBuilt()) await buildServer(wanted.server)
  }
  await whileAlone(lock, work, sayThatItWaits).catch(() => {})
}
