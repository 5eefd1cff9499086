import { totalmem } from 'node:os'
import { constrainedMemory } from 'node:process'

/** What this process may use; null where it is not known or without limit. */
export interface Limits {
  openFiles: number | null
  memoryBytes: number | null
}

// Each followed file, page, query and connection has one.
const enoughFiles = 1_024
const enoughBytes = 1e9

/** What this process may use, as the system says. */
export function ownLimits(): Limits {
  const report = process.report.getReport() as unknown as {
    userLimits?: { open_files?: { soft?: unknown } }
  }
  const soft = report.userLimits?.open_files?.soft
  // Without a limit of its own, the group of processes is said to have more than the machine.
  const memoryBytes = Math.min(constrainedMemory() || Number.POSITIVE_INFINITY, totalmem())
  return { openFiles: typeof soft === 'number' ? soft : null, memoryBytes }
}

/** Sentences on what is too little for the work, and what to do. */
export function lowLimits({ openFiles, memoryBytes }: Limits): string[] {
  const sentences: string[] = []
  if (openFiles !== null && openFiles < enoughFiles)
    sentences.push(
      `Only ${openFiles} files may be open at once, and CafeWatch may need ${enoughFiles}: allow more with ulimit -n 4096, or LimitNOFILE= in the unit.`,
    )
  if (memoryBytes !== null && memoryBytes < enoughBytes)
    sentences.push(
      `Only ${Math.round(memoryBytes / 1e6)} MB of memory may be used, and CafeWatch needs about ${enoughBytes / 1e6} MB while it reads a log: give it more, or it may be ended by the system.`,
    )
  return sentences
}
