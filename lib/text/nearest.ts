/** How many letters must be added, dropped, changed or swapped with their neighbour to make one word of the other. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let least = Math.min(changed, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}

const plain = (word: string) => word.toLowerCase().replaceAll('_', '')

/**
 * The known name that was probably meant: at most a third of the shorter one's letters differ, and
 * `minTolerance` letters may differ in any case. Undefined when none is near.
 */
export function nearest(
  word: string,
  known: readonly string[],
  minTolerance = 0,
): string | undefined {
  const wanted = plain(word)
  let best: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const name of known) {
    const candidate = plain(name)
    const tolerance = Math.max(minTolerance, Math.floor(Math.min(word.length, name.length) / 3))
    // So much longer or shorter is too far already, and long words take long to compare.
    if (Math.abs(wanted.length - candidate.length) > tolerance) continue
    const far = distance(wanted, candidate)
    if (far <= tolerance && far < least) {
      best = name
      least = far
    }
  }
  return best
}
