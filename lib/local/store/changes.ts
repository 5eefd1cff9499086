/** A range of time, both ends inclusive, epoch ms. */
export interface Times {
  startMs: number
  endMs: number
}

export const always: Times = {
  startMs: Number.NEGATIVE_INFINITY,
  endMs: Number.POSITIVE_INFINITY,
}
export const never: Times = { startMs: always.endMs, endMs: always.startMs }

const maxKnown = 10_000

/** Of which times events were added or deleted: what is known of other times still holds. */
export function newChanges() {
  let version = 0
  let forgottenUntil = 0
  let known: (Times & { version: number })[] = []
  return {
    /** Grows with every change. */
    version: () => version,
    add({ startMs, endMs }: Times) {
      version += 1
      known.push({ version, startMs, endMs })
      if (known.length <= maxKnown) return
      forgottenUntil = version - maxKnown / 2
      known = known.filter((change) => change.version > forgottenUntil)
    },
    /** Whether events of a range may have changed since an earlier version. */
    since(earlier: number, { startMs, endMs }: Times): boolean {
      if (earlier < forgottenUntil) return true
      for (let at = known.length - 1; at >= 0; at -= 1) {
        const change = known[at]
        if (!change || change.version <= earlier) return false
        if (change.startMs <= endMs && change.endMs >= startMs) return true
      }
      return false
    },
  }
}
