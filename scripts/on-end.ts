import { isStartedByNpm } from '@/lib/env'

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
const lookMs = 500

/**
 * Runs `stop` once, when this process is to end: by a signal, whoever sends it and how often, or because
 * npm, which started it, is gone: npm hands no SIGHUP on.
 */
export function onEnd(stop: () => void): void {
  let isStopping = false
  const once = () => {
    if (isStopping) return
    isStopping = true
    stop()
  }
  // Not once: the terminal sends SIGINT to all, and npm sends it again.
  for (const signal of signals) process.on(signal, once)
  if (!isStartedByNpm()) return
  const { ppid } = process
  setInterval(() => {
    if (process.ppid !== ppid) once()
  }, lookMs).unref()
}
