import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { newAddressList } from '@/lib/access-log/address'
import { formatsFor } from '@/lib/access-log/declared/log-formats'
import { newLogSummary } from '@/lib/access-log/summary'
import { summaryText } from '@/lib/access-log/summary-text'
import { readEnv } from '@/lib/env'
import { Damaged } from '@/lib/local/pipeline/compression'
import { linesIn } from '@/lib/local/pipeline/line-batches'
import { mayNotRead } from '@/lib/local/pipeline/may-not-read'
import { isForbidden } from '@/lib/local/pipeline/problems'
import { linesOnce } from '@/lib/local/pipeline/read-once'
import { runMain } from './run-main'

const usage = `Usage: npm run check-log -- FILE… [--json]

Says what CafeWatch would read from logs: format, requests, and the lines that it does not understand.
FILE is a log, compressed or not; - is standard input. --json prints one JSON object a line.
LOG_FORMAT, TRUSTED_PROXIES and SITE_FILE count as they do for npm start.`

const refused: Record<string, string> = {
  ENOENT: 'There is no such file. Check the path.',
  EISDIR: 'It is a folder. Name the files in it: FOLDER/*.log',
}

/** Why a file was not read, and what to do. */
function reasonOf(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (error instanceof Damaged)
    return `${path}: It is damaged or cut short (${message}). Copy it again, or decompress what is left of it.`
  if (isForbidden(error)) return mayNotRead(path)
  return `${path}: ${refused[code ?? ''] ?? `It cannot be read: ${message}. Check the file and its disk.`}`
}

async function* streamed(stream: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  for await (const { lines } of linesIn(stream, { offset: 0, isLine: () => true })) yield lines
}

async function* linesOf(path: string): AsyncGenerator<string[]> {
  if (path === '-') return yield* streamed(process.stdin)
  const file = await stat(path)
  if (file.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
  // Such as that of a shell's <(command).
  if (file.isFIFO()) return yield* streamed(createReadStream(path))
  yield* linesOnce(path)
}

/** Prints what would be read from each file. The exit code says 1: nothing was understood; 2: something could not be read. */
async function main(): Promise<void> {
  const given = process.argv.slice(2)
  const paths = given.filter((argument) => argument === '-' || !argument.startsWith('-'))
  const wrong = given.find((argument) => !paths.includes(argument) && argument !== '--json')
  if (wrong !== undefined || paths.length === 0) {
    if (wrong !== undefined) console.error(`There is no option ${wrong}.\n`)
    console.error(usage)
    process.exitCode = 2
    return
  }
  const { logFormats, trustedProxies } = readEnv()
  const isTrusted = trustedProxies === null ? undefined : newAddressList(trustedProxies)
  let [understood, isUnread] = [0, false]
  for (const file of paths) {
    const summary = newLogSummary({
      clock: Date.now,
      formats: formatsFor(file, logFormats),
      isTrusted,
    })
    try {
      for await (const lines of linesOf(file)) for (const line of lines) summary.add(line)
    } catch (error) {
      isUnread = true
      console.error(reasonOf(file, error))
      // What could be read of a damaged file counts.
      if (summary.result().lines === 0) continue
    }
    const result = summary.result()
    understood += result.requests
    console.log(
      given.includes('--json')
        ? JSON.stringify({ file, ...result })
        : summaryText(file, result, summary.requests()),
    )
  }
  if (isUnread) process.exitCode = 2
  else if (understood === 0) process.exitCode = 1
}

runMain(main)
