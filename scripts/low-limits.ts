import { totalmem } from 'node:os'
import { constrainedMemory } from 'node:process'

/** What this process may use; null where it is not known or without limit. */
export interface Limits {
  openFiles: number | null
  memoryBytes: number | null
  /** How large a file may become. */
  fileBytes: number | null
  /** How much of its address space it may use, taken or not. */
  addressBytes: number | null
}

// Each followed file, page, query and connection has one.
const enoughFiles = 1_024
const enoughBytes = 1e9
// Pages are not served, nor their scripts loaded, with fewer.
const fewestFiles = 96
const enoughFileBytes = 10e9
// Node reserves this much for each piece of WebAssembly, in each thread.
const enoughAddressBytes = 100e9

/** What this process may use, as the system says. */
export function ownLimits(): Limits {
  const { userLimits = {} } = process.report.getReport() as unknown as {
    userLimits?: Record<string, { soft?: unknown }>
  }
  const limitOf = (name: string, unit = 1) => {
    const soft = userLimits[name]?.soft
    return typeof soft === 'number' ? soft * unit : null
  }
  // Without a limit of its own, the group of processes is said to have more than the machine.
  const memoryBytes = Math.min(constrainedMemory() || Number.POSITIVE_INFINITY, totalmem())
  return {
    openFiles: limitOf('open_files'),
    memoryBytes,
    // Bytes, whatever its name says.
    fileBytes: limitOf('file_size_blocks'),
    addressBytes: limitOf('virtual_memory_kbytes'),
  }
}

/** Sentences on what is too little for the work, and what to do. */
function lowLimits(limits: Limits): string[] {
  const { openFiles, memoryBytes, fileBytes, addressBytes } = limits
  const sentences: string[] = []
  if (openFiles !== null && openFiles < enoughFiles)
    sentences.push(
      `Only ${openFiles} files may be open at once, and CafeWatch may need ${enoughFiles}: allow more with ulimit -n 4096, or LimitNOFILE= in the unit.`,
    )
  if (memoryBytes !== null && memoryBytes < enoughBytes)
    sentences.push(
      `Only ${Math.round(memoryBytes / 1e6)} MB of memory may be used, and CafeWatch needs about ${enoughBytes / 1e6} MB while it reads a log: give it more, or it may be ended by the system.`,
    )
  if (fileBytes !== null && fileBytes < enoughFileBytes)
    sentences.push(
      `No file may be larger than ${Math.ceil(fileBytes / 1e6)} MB, and the store grows with the log: allow more with ulimit -f unlimited, or LimitFSIZE=infinity in the unit.`,
    )
  if (addressBytes !== null && addressBytes < enoughAddressBytes)
    sentences.push(
      `Only ${Math.round(addressBytes / 1e6)} MB of addresses may be reserved, and Node reserves far more than it uses: allow more with ulimit -v unlimited, or LimitAS=infinity in the unit; MemoryMax= limits what is used.`,
    )
  return sentences
}

/** Says what is too little for the work. Throws where it cannot be begun. */
export function sayLowLimits(limits: Limits, say: (sentence: string) => void): void {
  const sentences = lowLimits(limits)
  const { openFiles } = limits
  if (openFiles !== null && openFiles < fewestFiles) throw new Error(sentences.join('\n'))
  for (const sentence of sentences) say(sentence)
}
