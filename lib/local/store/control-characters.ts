const first = 0x20

/** A buffer whose bytes can be counted four at a time. */
export function newCountable(size: number) {
  const words = new Int32Array(Math.ceil(size / 4))
  return { words, bytes: Buffer.from(words.buffer) }
}

function controlBytes(bytes: Uint8Array, from: number, to: number): number {
  let controls = 0
  for (let at = from; at < to; at += 1) if ((bytes[at] as number) < first) controls += 1
  return controls
}

// Each byte of a sum counts on its own, to 255.
const maxWords = 255

/** How many of the bytes of [from, to) are control characters. */
export function controlsIn(
  { words, bytes }: ReturnType<typeof newCountable>,
  from: number,
  to: number,
): number {
  const firstWord = (from + 3) >> 2
  const endWord = to >> 2
  if (firstWord >= endWord) return controlBytes(bytes, from, to)
  let controls = controlBytes(bytes, from, firstWord << 2) + controlBytes(bytes, endWord << 2, to)
  for (let word = firstWord; word < endWord; ) {
    const end = Math.min(endWord, word + maxWords)
    let sums = 0
    for (; word < end; word += 1) {
      const four = words[word] as number
      // A byte's highest bit becomes 1 when it is 0x20 or more: the sum of its other bits and 0x60, or it was.
      const others = ((four & 0x7f7f7f7f) + 0x60606060) | four
      sums = (sums + ((~others & 0x80808080) >>> 7)) | 0
    }
    controls += (sums & 0xff) + ((sums >>> 8) & 0xff) + ((sums >>> 16) & 0xff) + (sums >>> 24)
  }
  return controls
}
