import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type Declaration, declaredFormat } from '@/lib/access-log/declared/declare'
import { declarationFor } from '@/lib/access-log/declared/log-formats'
import { newReaders } from '@/lib/access-log/declared/readers'
import { type LogSummary, newLogSummary } from '@/lib/access-log/summary'
import { summaryText } from '@/lib/access-log/summary-text'
import { asTyped } from '@/lib/as-typed'
import { readEnv } from '@/lib/env'
import { linesIn } from '@/lib/local/pipeline/line-batches'
import { linesOnce } from '@/lib/local/pipeline/read-once'
import { firstLines, fitOfFirst } from './check-formats'
import { reasonOf } from './read-problem'
import { runMain } from './run-main'

const usage = asTyped(`Usage: npm run check-log -- FILE… [--json]

Says what CafeWatch would read from logs: format, requests, and the lines that it does not understand.
FILE is a log, compressed or not; - is standard input. --json prints one JSON object a line.
LOG_FORMAT, TRUSTED_PROXIES and SITE_FILE count as they do for npm start.`)

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

/** How a declared format fits; null when there is none or it fits some lines, which the table shows. */
function misfit(
  declaration: Declaration | null,
  { format, requests }: LogSummary,
  lines: readonly string[],
): string | null {
  if (declaration === null || lines.length === 0) return null
  const isMet = requests > 0 && format?.includes(declaredFormat(declaration).name)
  return isMet ? null : fitOfFirst(declaration, lines)
}

/** Prints what would be read from each file. Gives the exit code. Throws when the settings are wrong. */
async function check(paths: readonly string[], isJson: boolean): Promise<number> {
  const settings = readEnv()
  const readerOf = newReaders(settings, Date.now)
  let [understood, isUnread] = [0, false]
  for (const file of paths) {
    const summary = newLogSummary(readerOf(file))
    const first: string[] = []
    try {
      for await (const lines of linesOf(file)) {
        if (first.length < firstLines) first.push(...lines.slice(0, firstLines))
        for (const line of lines) summary.add(line)
      }
    } catch (error) {
      isUnread = true
      console.error(reasonOf(file, error))
      // What could be read of a damaged file counts.
      if (summary.result().lines === 0) continue
    }
    const result = summary.result()
    understood += result.requests
    console.log(
      isJson
        ? JSON.stringify({ file, ...result })
        : summaryText(file, result, summary.requests(), summary.proxyAddresses()),
    )
    const sentence = misfit(declarationFor(file, settings.logFormats), result, first)
    if (sentence !== null) console.error(`${file}: The declared format does not fit. ${sentence}`)
  }
  if (isUnread) return 2
  return understood === 0 ? 1 : 0
}

/** The exit code says 1: nothing was understood; 2: something could not be read, or is not as it must be. */
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
  try {
    process.exitCode = await check(paths, given.includes('--json'))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  }
}

runMain(main)
