import { markBytes } from './identity'

/** Gives blocks on, and tells what stood before an offset in the newest of them. */
export function newTap(offset: number, lead: Buffer) {
  let before = lead
  let block: Buffer = Buffer.alloc(0)
  let end = offset
  return {
    end: () => end,
    before(at: number): Buffer {
      const inBlock = block.length - (end - at)
      if (inBlock >= markBytes) return block.subarray(inBlock - markBytes, inBlock)
      return Buffer.concat([before, block.subarray(0, inBlock)]).subarray(-markBytes)
    },
    async *through(blocks: AsyncIterable<Buffer>) {
      for await (const next of blocks) {
        before = Buffer.concat([before, block.subarray(-markBytes)]).subarray(-markBytes)
        block = next
        end += next.length
        yield next
      }
    },
  }
}

/** The first bytes of blocks, and what follows them. */
export async function leadOf(blocks: AsyncGenerator<Buffer>, bytes: number) {
  const parts: Buffer[] = []
  for (let length = 0; length < bytes; ) {
    const next = await blocks.next()
    if (next.done) break
    parts.push(next.value)
    length += next.value.length
  }
  const all = Buffer.concat(parts)
  async function* following() {
    if (all.length > bytes) yield all.subarray(bytes)
    yield* blocks
  }
  return { lead: all.subarray(0, bytes), following: following() }
}
