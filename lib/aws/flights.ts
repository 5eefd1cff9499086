/** A running request that several viewers share: it is stopped when the last of them has left. */
export interface Flight {
  answer: Promise<unknown>
  viewers: number
  stop: AbortController
  /** Until when its answer may be handed out again, epoch ms; null while it is on its way. */
  freshUntilMs: number | null
}

interface Options {
  flights: Map<string, Flight>
  now: () => number
  /** How long an answer may be handed out again. */
  cacheMs: number
  /** The viewer; without one the flight is never stopped for this viewer's sake. */
  signal?: AbortSignal
}

function begin<T>(
  key: string,
  request: (signal: AbortSignal) => Promise<T>,
  { flights, now, cacheMs }: Options,
): Flight {
  for (const [other, flight] of flights) {
    if (flight.freshUntilMs !== null && flight.freshUntilMs < now()) flights.delete(other)
  }
  const stop = new AbortController()
  const flight: Flight = { viewers: 0, stop, freshUntilMs: null, answer: request(stop.signal) }
  flights.set(key, flight)
  flight.answer.then(
    () => {
      flight.freshUntilMs = now() + cacheMs
    },
    () => {
      if (flights.get(key) === flight) flights.delete(key)
    },
  )
  return flight
}

/** Joins the flight of this key, or begins it. Rejects at once when the viewer leaves. */
export function share<T>(
  key: string,
  request: (signal: AbortSignal) => Promise<T>,
  options: Options,
): Promise<T> {
  const { flights, now, signal } = options
  const current = flights.get(key)
  const stale = current?.freshUntilMs != null && current.freshUntilMs < now()
  const isUsable = current && !stale && !current.stop.signal.aborted
  const flight = isUsable ? current : begin(key, request, options)
  flight.viewers += 1
  return new Promise<T>((resolve, reject) => {
    const leave = () => {
      flight.viewers -= 1
      if (flight.viewers === 0 && flight.freshUntilMs === null) {
        flights.delete(key)
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
