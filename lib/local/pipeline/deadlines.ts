import { dirname } from 'node:path'
import type { FileSystem, OpenFile } from './file-system'

/** An operation that does not come back, or one that was not begun because another has not. */
export class NoAnswer extends Error {
  constructor(readonly path: string) {
    super(`${path} does not answer`)
  }
}

interface Options {
  /** Once it aborts, nothing is waited for much longer. */
  closing: AbortSignal
  deadlineMs?: number
  /** Operations that may be outstanding beyond their deadline: each holds a thread of Node's four. */
  maxHung?: number
}

const closingMs = 500

/**
 * Operations that reject with NoAnswer when they take too long. Until such a one has come back,
 * nothing is asked of its folder any more, and of unknown folders only while few are outstanding.
 */
export function withDeadlines(
  files: FileSystem,
  { closing, deadlineMs = 5_000, maxHung = 2 }: Options,
): FileSystem {
  const hung = new Map<string, number>()
  const answered = new Set<string>()
  // A walk over many files may be slow without being stuck: what it found counts at the next look.
  const lateFinds = new Map<string, string[]>()

  const isSetAside = (folder: string) =>
    hung.has(folder) || (hung.size >= maxHung && !answered.has(folder))

  async function within<Answer>(
    path: string,
    folder: string,
    operation: () => Promise<Answer>,
    discard: (late: Answer) => unknown = () => {},
  ): Promise<Answer> {
    if (isSetAside(folder)) throw new NoAnswer(path)
    let isLate = false
    let stopWaiting = () => {}
    const deadline = new Promise<never>((_resolve, reject) => {
      const giveUp = () => {
        stopWaiting()
        isLate = true
        hung.set(folder, (hung.get(folder) ?? 0) + 1)
        reject(new NoAnswer(path))
      }
      const timers = [setTimeout(giveUp, deadlineMs)]
      const onClosing = () => timers.push(setTimeout(giveUp, Math.min(deadlineMs, closingMs)))
      closing.addEventListener('abort', onClosing)
      if (closing.aborted) onClosing()
      stopWaiting = () => {
        for (const timer of timers) clearTimeout(timer)
        closing.removeEventListener('abort', onClosing)
      }
    })
    const settled = () => {
      stopWaiting()
      answered.add(folder)
      if (!isLate) return
      const others = (hung.get(folder) ?? 1) - 1
      if (others > 0) hung.set(folder, others)
      else hung.delete(folder)
    }
    const outcome = operation()
    outcome.then(
      (answer) => {
        settled()
        if (isLate) discard(answer)
      },
      () => settled(),
    )
    return Promise.race([outcome, deadline])
  }

  function guarded(path: string, file: OpenFile): OpenFile {
    const folder = dirname(path)
    return {
      stat: () => within(path, folder, () => file.stat()),
      read: (offset, bytes, room) => within(path, folder, () => file.read(offset, bytes, room)),
      close: () => within(path, folder, () => file.close()),
    }
  }

  return {
    stat: (path) => within(path, dirname(path), () => files.stat(path)),
    open: async (path) =>
      guarded(
        path,
        await within(
          path,
          dirname(path),
          () => files.open(path),
          (late) => late.close().catch(() => {}),
        ),
      ),
    names: (folder) => within(folder, folder, () => files.names(folder)),
    async expand(entry) {
      const found = lateFinds.get(entry)
      lateFinds.delete(entry)
      return (
        found ??
        within(
          entry,
          entry,
          () => files.expand(entry),
          (late) => lateFinds.set(entry, late),
        )
      )
    },
  }
}
