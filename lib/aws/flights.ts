import { AsyncLocalStorage } from 'node:async_hooks'

/** A running request that several viewers share: it is stopped when the last of them has left. */
export interface Flight {
  answer: Promise<unknown>
  viewers: number
  stop: AbortController
  /** Until when its answer may be handed out again, epoch ms; null while it is on its way. */
  freshUntilMs: number | null
  /** Whether its answer still is what would be answered now, where that can be told. */
  isCurrent: () => boolean
}

interface Options<T> {
  flights: Map<string, Flight>
  now: () => number
  /** How long an answer may be handed out again. */
  cacheMs: number | ((answer: T) => number)
  /** Asked when an answer is to be handed out again; it holds for its whole time when absent. */
  isCurrent?: () => boolean
  /** The viewer; without one the flight is never stopped for this viewer's sake. */
  signal?: AbortSignal
}

// A promise holds what it was made in, as the request of a page: an answer that is kept is held by one that was not.
const apart = AsyncLocalStorage.snapshot()

// Whoever tries all addresses of a page fills no memory: the oldest answers go first.
const maxKept = 1_000

/** Forgets what is not fresh any more, and what is too much. */
function tidy(flights: Map<string, Flight>, nowMs: number): void {
  let kept = 0
  for (const [key, { freshUntilMs }] of [...flights].reverse()) {
    if (freshUntilMs === null) continue
    kept += 1
    if (freshUntilMs < nowMs || kept > maxKept) flights.delete(key)
  }
}

function begin<T>(
  key: string,
  request: (signal: AbortSignal) => Promise<T>,
  { flights, now, cacheMs, isCurrent = () => true }: Options<T>,
): Flight {
  tidy(flights, now())
  const stop = new AbortController()
  const answer = request(stop.signal)
  const flight: Flight = { viewers: 0, stop, freshUntilMs: null, isCurrent, answer }
  flights.delete(key)
  flights.set(key, flight)
  answer.then(
    (given) => {
      flight.answer = apart(() => Promise.resolve(given))
      flight.freshUntilMs = now() + (typeof cacheMs === 'number' ? cacheMs : cacheMs(given))
    },
    () => {
      if (flights.get(key) === flight) flights.delete(key)
    },
  )
  return flight
}

const isUsable = ({ stop, freshUntilMs, isCurrent }: Flight, nowMs: number) =>
  !stop.signal.aborted && (freshUntilMs === null || (freshUntilMs >= nowMs && isCurrent()))

/** Joins the flight of this key, or begins it. Rejects at once when the viewer leaves. */
export function share<T>(
  key: string,
  request: (signal: AbortSignal) => Promise<T>,
  options: Options<T>,
): Promise<T> {
  const { flights, now, signal } = options
  const current = flights.get(key)
  const flight = current && isUsable(current, now()) ? current : begin(key, request, options)
  flight.viewers += 1
  return new Promise<T>((resolve, reject) => {
    const leave = () => {
      flight.viewers -= 1
      if (flight.viewers === 0 && flight.freshUntilMs === null) {
        if (flights.get(key) === flight) flights.delete(key)
        flight.stop.abort()
      }
      reject(signal?.reason ?? new DOMException('The viewer left', 'AbortError'))
    }
    if (signal?.aborted) return leave()
    signal?.addEventListener('abort', leave, { once: true })
    flight.answer
      .then((answer) => resolve(answer as T), reject)
      .finally(() => signal?.removeEventListener('abort', leave))
  })
}
