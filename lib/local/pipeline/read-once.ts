import { compressionOf } from './compression'
import { encodingOf } from './encoding'
import { contentOf } from './file-content'
import { nodeFiles } from './file-system'
import { linesIn } from './line-batches'

/** The lines of a file as it is now, decompressed and decoded, in batches. Throws when it is no file or cannot be read. */
export async function* linesOnce(path: string): AsyncGenerator<string[]> {
  const { kind } = await nodeFiles.stat(path)
  if (kind !== 'file') throw Object.assign(new Error(`it is a ${kind}`), { kind })
  const file = await nodeFiles.open(path)
  try {
    const { bytes } = await file.stat()
    const compression = compressionOf(await file.read(0, 16))
    const content = contentOf(file, { compression, bytes })
    const encoding = encodingOf(await content.read(0, 1024))
    const runs = linesIn(content.blocks(0), { offset: 0, encoding, isLine: () => true })
    for await (const { lines } of runs) yield lines
  } finally {
    await file.close()
  }
}
