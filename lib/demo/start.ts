import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundledProgram } from '@/lib/bundled'
import { minuteMs } from '@/lib/time'
import { logFileOf, readDemoState, writeDemoState } from './state'
import { lastTime, writeLines } from './write'

const historyMs = 7 * 24 * 60 * minuteMs
const brokenSinceMs = 40 * minuteMs
const patienceMs = 3_000

/** The process of the visitors, as arguments of Node. */
function visitors(): string[] {
  const packaged = bundledProgram('demo-cafe')
  return packaged ? [fileURLToPath(packaged)] : ['--import', 'tsx', 'scripts/demo-cafe.ts']
}

/**
 * Opens the simulated café: a week of history with a menu that broke 40 minutes ago, written once, and a
 * process of visitors that goes on writing.
 */
export async function startDemo({
  dir,
  nowMs,
  seed,
}: {
  dir: string
  nowMs: number
  seed: number
}): Promise<{ logFile: string; stop(): Promise<void> }> {
  const logFile = logFileOf(dir)
  const last = lastTime(logFile)
  const state = readDemoState(dir)
  // After more than a week nothing of the old log is on any page: the café opens anew.
  if (!state || last === null || last < nowMs - historyMs) {
    rmSync(dir, { recursive: true, force: true })
    const incidents = [{ fromMs: nowMs - brokenSinceMs, toMs: null }]
    writeDemoState(dir, { seed, incidents })
    writeLines(logFile, { fromMs: nowMs - historyMs, toMs: nowMs, seed, incidents })
  } else {
    // The time since the last run is in the log before it is read.
    writeLines(logFile, { fromMs: last + 1, toMs: nowMs, ...state })
  }
  const child: ChildProcess = spawn(process.execPath, [...visitors(), dir], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return {
    logFile,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const cutOff = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      await ended
      clearTimeout(cutOff)
    },
  }
}
