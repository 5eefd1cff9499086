// Where lines come fast and many look, no reading is made all the time; what is quick is made anew.
const quickMs = 20
const maxShareOfTime = 0.02
const maxRestMs = 10_000

/** How long after a reading the same is not made again, though events of its window came: by how long it took. */
export function newRest(clock: () => number = () => performance.now()) {
  const beganMs = clock()
  let untilMs = 0
  return {
    ended() {
      const nowMs = clock()
      const restMs = (nowMs - beganMs - quickMs) / maxShareOfTime
      untilMs = nowMs + Math.min(maxRestMs, restMs)
    },
    isResting: () => clock() < untilMs,
  }
}
