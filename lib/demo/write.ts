import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { TimeRange } from '@/lib/time'
import type { DemoState } from './state'
import { logLines } from './visitors'

const batchChars = 1 << 20

/** Appends the lines of `[fromMs, toMs)` to a log file; returns how many. */
export function writeLines(
  file: string,
  { fromMs, toMs, seed, incidents }: TimeRange & DemoState,
): number {
  mkdirSync(dirname(file), { recursive: true })
  const log = openSync(file, 'a')
  let text = ''
  let lines = 0
  try {
    for (const line of logLines(fromMs, toMs, seed, incidents)) {
      text += `${line}\n`
      lines += 1
      if (text.length < batchChars) continue
      writeSync(log, text)
      text = ''
    }
    if (text !== '') writeSync(log, text)
  } finally {
    closeSync(log)
  }
  return lines
}

const tailBytes = 4096

/** The time of a log file's last whole line, epoch ms; null when it has none. */
export function lastTime(file: string): number | null {
  if (!existsSync(file)) return null
  const log = openSync(file, 'r')
  try {
    const { size } = fstatSync(log)
    const tail = Buffer.alloc(Math.min(size, tailBytes))
    readSync(log, tail, 0, tail.length, size - tail.length)
    const times = [...tail.toString('utf8').matchAll(/"time":"([^"]+)"/g)]
    const last = times.at(-1)?.[1]
    return last === undefined ? null : Date.parse(last)
  } finally {
    closeSync(log)
  }
}
