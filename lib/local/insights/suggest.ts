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

/** ` (did you mean …?)` for a word that is nearly one of those known; '' when none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, far: distance(plain(word), plain(name)) }))
    .filter(
      ({ name, far }) => far <= Math.max(1, Math.floor(Math.min(word.length, name.length) / 3)),
    )
    .sort((a, b) => a.far - b.far)[0]
  return near ? ` (did you mean ${near.name}?)` : ''
}
