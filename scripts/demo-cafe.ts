import { logFileOf, readDemoState } from '@/lib/demo/state'
import { lastTime, writeLines } from '@/lib/demo/write'

const tickMs = 1_000

/** The visitors of the simulated café: writes what happened since the log's last line, every second. */
function main(dir: string): void {
  const file = logFileOf(dir)
  let fromMs = (lastTime(file) ?? Date.now()) + 1
  const tick = () => {
    const state = readDemoState(dir)
    const toMs = Date.now()
    if (!state || toMs <= fromMs) return
    writeLines(file, { fromMs, toMs, ...state })
    fromMs = toMs
  }
  const timer = setInterval(tick, tickMs)
  const stop = () => {
    clearInterval(timer)
    process.exit(0)
  }
  process.once('SIGTERM', stop)
  // The terminal sends them to all: its parent ends it.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {})
  // Ends with its parent process.
  process.once('disconnect', stop)
  tick()
}

main(process.argv[2] ?? 'data/demo')
