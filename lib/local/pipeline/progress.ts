import type { LoadingStatus } from '@/lib/source'

const rateMs = 500
const reportMs = 2_000
// Reading that goes on from where it stopped has not read in this run what was read before.
const leastReadMs = 1_000

type Files = LoadingStatus['files']

const sumOf = (files: Files, of: 'bytes' | 'readBytes' | 'lines') =>
  files.reduce((total, file) => total + file[of], 0)

const leftText = (seconds: number) =>
  seconds < 90 ? `${seconds} s left` : `${Math.round(seconds / 60)} min left`

/** How fast lines are stored. Time is in ms from any beginning. */
export function newProgress(now: () => number, log: (text: string) => void) {
  const beganMs = now()
  let lines = 0
  let sinceMs = beganMs
  let reportedMs = beganMs
  let linesPerSecond = 0
  let readAtFirst: number | null = null

  /** Until all is read, at the rate so far; null until that is known. */
  function secondsLeft(files: Files): number | null {
    const read = sumOf(files, 'readBytes')
    readAtFirst ??= read
    const elapsedMs = now() - beganMs
    if (read <= readAtFirst || elapsedMs < leastReadMs) return null
    const left = Math.max(0, sumOf(files, 'bytes') - read)
    return Math.ceil((left / (read - readAtFirst)) * (elapsedMs / 1000))
  }

  return {
    linesPerSecond: () => linesPerSecond,
    secondsLeft,
    stored(count: number) {
      lines += count
      const elapsedMs = now() - sinceMs
      if (elapsedMs <= rateMs) return
      linesPerSecond = Math.round((lines / elapsedMs) * 1000)
      lines = 0
      sinceMs = now()
    },
    /** Logs how far the files have been read, at most every two seconds. */
    report(files: Files) {
      if (now() - reportedMs < reportMs) return
      reportedMs = now()
      const percent = Math.floor(
        (100 * sumOf(files, 'readBytes')) / Math.max(1, sumOf(files, 'bytes')),
      )
      const left = secondsLeft(files)
      log(
        `Reading the log: ${percent} %, ${sumOf(files, 'lines').toLocaleString('en')} lines, ${linesPerSecond.toLocaleString('en')} lines/s${left === null ? '' : `, ${leftText(left)}`}`,
      )
    },
  }
}
