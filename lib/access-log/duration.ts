type Fields = Readonly<Record<string, string | undefined>>

/** IIS writes whole milliseconds as `time-taken`; the W3C's draft, Tomcat and CloudFront seconds with a fraction. */
export const timeTakenUnitMs = (text: string): number => (text.includes('.') ? 1e3 : 1)

// What servers call the time that an answer took, and how many milliseconds its unit has.
const named: readonly (readonly [name: string, unitMs: number | ((text: string) => number)])[] = [
  ['process', 1e-3],
  ['duration_us', 1e-3],
  ['duration_ms', 1],
  ['durationMs', 1],
  // Ours: formats whose own name does not say the unit give it in seconds.
  ['request_time', 1e3],
  ['requestTime', 1e3],
  ['response_time_ms', 1],
  ['latency_ms', 1],
  ['time_taken', 1],
  ['time-taken', timeTakenUnitMs],
  ['timeTaken', 1],
  // Some write seconds and some milliseconds: it counts where its unit is written with it.
  ['duration', () => Number.NaN],
  ['upstream_response_time', 1e3],
]

export const durationNames: readonly string[] = named.map(([name]) => name)

const units: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1e3 }
const withUnit = /^(\d+(?:\.\d+)?(?:e-\d+)?)(ns|us|µs|ms|s)?$/

/** Null for what is no time: `-`, -1, nothing. */
function inMs(text: string, unitMs: number): number | null {
  const found = withUnit.exec(text)
  if (!found) return null
  const [, number, unit] = found
  const ms = Number(number) * (unit === undefined ? unitMs : (units[unit] ?? unitMs))
  return Number.isNaN(ms) ? null : ms
}

/** The times of several upstreams, which nginx asked one after the other: `60.001, 0.120`. */
function inAllMs(text: string, unitMs: number): number | null {
  const times = text.split(/, | : /).filter((time) => time !== '-')
  if (times.length === 0) return null
  let all = 0
  for (const time of times) {
    const ms = inMs(time, unitMs)
    if (ms === null) return null
    all += ms
  }
  return all
}

/** A time in a unit of so many ms, as a text in seconds; undefined where there is none. */
export function secondsIn(text: string | undefined, unitMs: number): string | undefined {
  const ms = text === undefined ? null : inMs(text, unitMs)
  return ms === null ? undefined : String(Number((ms / 1e3).toFixed(9)))
}

// Behind the user agent: `%D` alone, in microseconds; nginx's `$request_time`, in seconds; Traefik's `3ms`.
const afterAgent = /" (?:(\d+)|(?:(?:"[^"]*"|-) )*(\d+\.\d{1,6})(?: .*)?|.* (\d+)ms)$/

/** The number alone behind the user agent's quote, by far the most frequent form; null for any other end of a line. */
function microsAtEnd(line: string): number | null {
  let at = line.length - 1
  while (at > 0 && line.charCodeAt(at) >= 48 && line.charCodeAt(at) <= 57) at -= 1
  const isAlone = at > 0 && at < line.length - 1
  if (!isAlone || line.charCodeAt(at) !== 32 || line.charCodeAt(at - 1) !== 34) return null
  return Number(line.slice(at + 1))
}

/** How long an answer took, in ms, from a request's fields or its line in the common shape; null when neither says. */
export function durationOf(fields: Fields, line: string): number | null {
  for (const [name, unit] of named) {
    const text = fields[name]
    if (text === undefined) continue
    const unitMs = typeof unit === 'number' ? unit : unit(text)
    const ms = inMs(text, unitMs) ?? inAllMs(text, unitMs)
    if (ms !== null) return ms
  }
  const last = line.charCodeAt(line.length - 1)
  // Most lines end with the quote of their user agent.
  if (last === 34 || line.charCodeAt(0) === 123) return null
  const alone = microsAtEnd(line)
  if (alone !== null) return alone / 1e3
  const found = afterAgent.exec(line.slice(Math.max(0, line.lastIndexOf('" ') - 200)))
  if (!found) return null
  const [, micros, seconds, millis] = found
  if (micros !== undefined) return Number(micros) / 1e3
  if (seconds !== undefined) return Number(seconds) * 1e3
  return Number(millis)
}
