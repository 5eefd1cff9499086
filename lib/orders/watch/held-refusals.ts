import type { Visit } from '@/lib/visits/visits'

/** Whoever is refused and asks again, with the sign that was wanted, does so at once: a browser that has solved a challenge, an app with a new token. */
const heldMs = 20_000

interface Held {
  key: string
  visit: Visit
  atMs: number
  judge: () => void
}

/** Holds refusals until it is known whether the visit gets the same request answered after all. Times are epoch ms and come in order. */
export function newHeldRefusals() {
  let held: Held[] = []

  return {
    hold(one: Held) {
      held.push(one)
    },
    /** A visit gets what it asked for: whether it was refused a moment ago, which is no failure then. */
    passes({ key, visit }: Pick<Held, 'key' | 'visit'>): boolean {
      if (held.length === 0) return false
      const others = held.filter((one) => one.visit !== visit || one.key !== key)
      const wasHeld = others.length < held.length
      held = others
      return wasHeld
    },
    /** Judges those of which nothing has come until a moment. */
    settle(nowMs: number) {
      while (held[0] && held[0].atMs <= nowMs - heldMs) held.shift()?.judge()
    },
  }
}
