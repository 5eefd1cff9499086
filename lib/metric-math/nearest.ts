function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const above = row
    row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
  }
  return row[b.length] ?? 0
}

const longest = 40

/** A hint at the name that was meant, to append to a message; empty when none is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  if (name.length > longest) return ''
  let best: string | undefined
  let least = Math.floor(name.length / 3) + 1
  for (const candidate of known) {
    const far = distance(name.toUpperCase(), candidate.toUpperCase())
    if (far < least) {
      best = candidate
      least = far
    }
  }
  return best === undefined ? '' : `; did you mean ${best}?`
}
