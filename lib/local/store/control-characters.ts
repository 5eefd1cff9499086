const first = 0x20
// Four bytes at once: the difference borrows from a byte's highest bit where the byte is smaller.
const firsts = 0x20202020
const highest = 0x80808080

/** A buffer whose bytes can be counted four at a time. */
export function newCountable(size: number) {
  const words = new Int32Array(Math.ceil(size / 4))
  return { words, bytes: Buffer.from(words.buffer) }
}

/** How many of the bytes of [from, to) are control characters. */
export function controlsIn(
  { words, bytes }: ReturnType<typeof newCountable>,
  from: number,
  to: number,
): number {
  let controls = 0
  for (let at = from; at < to; ) {
    const word = (at & 3) === 0 && at + 4 <= to ? (words[at >> 2] as number) : 0
    if (((word - firsts) & ~word & highest) === 0) {
      at += 4
      continue
    }
    if ((bytes[at] as number) < first) controls += 1
    at += 1
  }
  return controls
}
