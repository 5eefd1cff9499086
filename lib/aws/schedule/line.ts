interface Options {
  /** How many run at once. */
  limit: number
  /** Milliseconds of a clock that never goes back. */
  clock: () => number
}

interface Ticket {
  enter: () => void
  onPlace: (place: number) => void
  place: number
}

/** A place among those that run. */
export interface Slot {
  /** CloudWatch has taken it: there is room. */
  started(): void
  /** CloudWatch has no room: waits again, before all others. Rejects with the signal's reason. */
  refused(): Promise<void>
  leave(): void
}

export interface Line {
  /** Waits for a slot; `onPlace` says the place in the line, 1 for who is next, when it changes. Rejects with the signal's reason. */
  enter(options: { signal: AbortSignal; onPlace?: (place: number) => void }): Promise<Slot>
}

const firstPauseMs = 500
const maxPauseMs = 8_000

/** Lets so many run at once, the others in the order in which they came. */
export function newLine({ limit, clock }: Options): Line {
  const waiting: Ticket[] = []
  let running = 0
  // CloudWatch runs as many as it does: one at a time asks whether there is room.
  let full: { untilMs: number; pauseMs: number } | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function move() {
    clearTimeout(timer)
    while (waiting.length > 0 && running < limit && (!full || clock() >= full.untilMs)) {
      running += 1
      if (full) full = { ...full, untilMs: clock() + maxPauseMs }
      waiting.shift()?.enter()
    }
    waiting.forEach((ticket, at) => {
      if (ticket.place === at + 1) return
      ticket.place = at + 1
      ticket.onPlace(at + 1)
    })
    if (full && waiting.length > 0 && running < limit)
      timer = setTimeout(move, Math.ceil(full.untilMs - clock()))
  }

  const wait = (
    signal: AbortSignal,
    onPlace: (place: number) => void,
    push: (ticket: Ticket) => void,
  ) =>
    new Promise<void>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const leave = () => {
        waiting.splice(waiting.indexOf(ticket), 1)
        move()
        reject(signal.reason)
      }
      const enter = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const ticket: Ticket = { enter, onPlace, place: 0 }
      signal.addEventListener('abort', leave, { once: true })
      push(ticket)
      move()
    })

  return {
    async enter({ signal, onPlace = () => {} }) {
      await wait(signal, onPlace, (ticket) => waiting.push(ticket))
      let isIn = true
      const leave = () => {
        if (!isIn) return
        isIn = false
        running -= 1
        // There is room for one now.
        if (full) full = { ...full, untilMs: clock() }
        move()
      }
      return {
        started() {
          full = null
          move()
        },
        async refused() {
          const pauseMs = full ? Math.min(full.pauseMs * 2, maxPauseMs) : firstPauseMs
          running -= 1
          isIn = false
          full = { pauseMs, untilMs: clock() + pauseMs }
          await wait(signal, onPlace, (ticket) => waiting.unshift(ticket))
          isIn = true
        },
        leave,
      }
    },
  }
}
