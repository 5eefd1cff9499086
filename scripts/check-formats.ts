import type { Declaration } from '@/lib/access-log/declared/declare'
import { fitSentence } from '@/lib/access-log/declared/fit-sentence'
import { declarationFor, type LogFormats } from '@/lib/access-log/declared/log-formats'
import { nodeFiles } from '@/lib/local/pipeline/file-system'
import { linesOnce } from '@/lib/local/pipeline/read-once'
import { maskAddresses } from '@/lib/mask'

/** A format is judged by this many lines. */
export const firstLines = 20

/** How a declared format fits the first of these lines, client addresses masked. */
export const fitOfFirst = (declaration: Declaration, lines: readonly string[]): string =>
  maskAddresses(fitSentence(declaration, lines.slice(0, firstLines)))

async function checkFile(path: string, declaration: Declaration): Promise<string | null> {
  for await (const lines of linesOnce(path)) {
    if (lines.length > 0) return `${path}: ${fitOfFirst(declaration, lines)}`
  }
  return null
}

/** Says of each file with a declared format how that fits its first lines. Files that cannot be read are left out: reading says why. */
export async function checkFormats(
  entries: readonly string[],
  formats: LogFormats,
  log: (text: string) => void,
): Promise<void> {
  if (formats.all === null && formats.byPath.length === 0) return
  for (const entry of entries) {
    for (const path of await nodeFiles.expand(entry).catch(() => [])) {
      const declaration = declarationFor(path, formats)
      const sentence =
        declaration === null ? null : await checkFile(path, declaration).catch(() => null)
      if (sentence !== null) log(sentence)
    }
  }
}
