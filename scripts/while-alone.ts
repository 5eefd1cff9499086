import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const waitMs = 250
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

/** The process that holds the file; null for none that runs, 0 where it is not known yet. */
function holderOf(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8') || '0', 10)
    // Numbers are used again: this process holds nothing yet.
    if (pid === process.pid || Number.isNaN(pid)) return null
    if (pid > 0) process.kill(pid, 0)
    return pid
  } catch (error) {
    // EPERM: it runs as another user.
    return codeOf(error) === 'EPERM' ? 0 : null
  }
}

/**
 * Does the work while no other process of this machine does what is guarded by the same file: waits until
 * that has ended, or has died; `onWait` is called once where it has to. Throws where the file cannot be
 * written.
 */
export async function whileAlone<Result>(
  file: string,
  work: () => Promise<Result>,
  onWait: () => void,
): Promise<Result> {
  for (let hasWaited = false; ; ) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        // On a full disk, it is there and empty.
        rmSync(file, { force: true })
        throw error
      }
    }
    if (holderOf(file) === null) rmSync(file, { force: true })
    else {
      if (!hasWaited) onWait()
      hasWaited = true
      await pause(waitMs)
    }
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}
