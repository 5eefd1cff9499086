import type { LoadingStatus } from '@/lib/source'

const rateMs = 500
const reportMs = 2_000

/** How fast lines are stored. Time is in ms from any beginning. */
export function newProgress(now: () => number, log: (text: string) => void) {
  let lines = 0
  let sinceMs = now()
  let reportedMs = sinceMs
  let linesPerSecond = 0
  return {
    linesPerSecond: () => linesPerSecond,
    stored(count: number) {
      lines += count
      const elapsedMs = now() - sinceMs
      if (elapsedMs <= rateMs) return
      linesPerSecond = Math.round((lines / elapsedMs) * 1000)
      lines = 0
      sinceMs = now()
    },
    /** Logs how far the files have been read, at most every two seconds. */
    report(files: LoadingStatus['files']) {
      if (now() - reportedMs < reportMs) return
      reportedMs = now()
      const sum = (of: 'bytes' | 'readBytes' | 'lines') =>
        files.reduce((total, file) => total + file[of], 0)
      const percent = Math.floor((100 * sum('readBytes')) / Math.max(1, sum('bytes')))
      log(
        `Reading the log: ${percent} %, ${sum('lines').toLocaleString('en')} lines, ${linesPerSecond.toLocaleString('en')} lines/s`,
      )
    },
  }
}
