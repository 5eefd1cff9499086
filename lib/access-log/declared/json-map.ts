import { fieldsOf } from '../discover-fields'
import { declaredId } from '../formats'
import { parseObject } from '../json'
import { rootForNone } from '../prelude'
import { anyTime } from '../time'
import { type DeclaredFormat, type Fit, WrongFormat } from './part'

// In microseconds, seconds and milliseconds.
const durations = ['process', 'request_time', 'duration_ms'] as const
const asTheyAre = ['bytes', 'host', 'user', 'referer', 'userAgent', ...durations] as const
const ours = [
  'time',
  'remoteIP',
  'forwardedFor',
  'status',
  'requestLine',
  'request',
  'query',
  'method',
  'protocol',
  ...asTheyAre,
] as const
type Ours = (typeof ours)[number]

const isOurs = (name: string): name is Ours => (ours as readonly string[]).includes(name)

/** Our name → the JSON's, whichever way round it was written. */
function mapOf(declared: Readonly<Record<string, string>>): Map<Ours, string> {
  const pairs = Object.entries(declared)
  const count = (names: string[]) => names.filter(isOurs).length
  const isTheirsFirst = count(Object.values(declared)) >= count(Object.keys(declared))
  const given = isTheirsFirst ? pairs.map(([theirs, name]) => [name, theirs] as const) : pairs
  const map = new Map<Ours, string>()
  for (const [name, theirs] of given) {
    if (!isOurs(name)) throw new WrongFormat(`"${name}" is not one of ${ours.join(', ')}`)
    map.set(name, theirs)
  }
  const missing = [
    !map.has('time') && 'time',
    !map.has('remoteIP') && !map.has('forwardedFor') && 'remoteIP',
    !map.has('status') && 'status',
    !map.has('request') && !map.has('requestLine') && 'request',
  ].filter((one) => typeof one === 'string')
  if (missing.length > 0)
    throw new WrongFormat(`it does not say what ${missing.join(' and ')} is called`)
  return map
}

const quoted = (name: string) =>
  /^[A-Za-z_][\w.]*$/.test(name) ? name : `\`${name.replaceAll('`', '')}\``

// What a client asked for, taken apart.
const asked = String.raw`(?:[a-z]+:\/\/[^\/ ?]+)?(?<askedPath>[^ ?;]*)[^?]*?(?<askedQuery>(?:\?.*?)?)`

function preludeOf(map: ReadonlyMap<Ours, string>): string {
  const line = map.get('requestLine')
  const source = line ?? map.get('request') ?? 'request'
  const regex =
    line === undefined ? asked : String.raw`(?<askedMethod>[^\s]+) ${asked}(?: HTTP\/[\d.]+)?`
  const aliases = [...map].flatMap(([name, theirs]) =>
    name === theirs || name === 'time' || name === 'requestLine' || name === 'request'
      ? []
      : [`${quoted(theirs)} as ${name}`],
  )
  aliases.push('askedPath as request')
  if (!map.has('query')) aliases.push('askedQuery as query')
  if (line !== undefined && !map.has('method')) aliases.push('askedMethod as method')
  return `parse ${quoted(source)} /^${regex}$/ | fields ${aliases.join(', ')} | ${rootForNone}`
}

function fitOf(map: ReadonlyMap<Ours, string>, line: string): Fit {
  const object = parseObject(line)
  if (!object) return { caught: [], expected: 'a JSON object' }
  const found = fieldsOf({ ...object })
  const names = [...map.values()]
  const caught = names.flatMap((directive) => {
    const text = found[directive]
    return text === undefined ? [] : [{ directive, text }]
  })
  return { caught, expected: names.find((name) => found[name] === undefined) ?? null }
}

/** A format of JSON objects whose names are declared; `a.b` names what lies within `a`. Throws {@link WrongFormat}. */
export function jsonMapFormat(declared: Readonly<Record<string, string>>): DeclaredFormat {
  const map = mapOf(declared)
  return {
    id: declaredId,
    name: 'LOG_FORMAT',
    kind: 'json',
    samples: [],
    prelude: preludeOf(map),
    fit: (line) => fitOf(map, line),
    read(object) {
      const found = fieldsOf({ ...object })
      const at = (name: Ours) => {
        const theirs = map.get(name)
        return theirs === undefined ? undefined : found[theirs]
      }
      const [status, client] = [at('status'), at('remoteIP')]
      if (status === undefined || (client ?? at('forwardedFor')) === undefined) return null
      const fields: Record<string, string> = {}
      for (const name of asTheyAre) {
        const text = at(name)
        if (text !== undefined) fields[name] = text
      }
      return {
        timestampMs: anyTime(at('time')),
        client: client ?? '',
        status,
        fields,
        forwardedFor: at('forwardedFor'),
        ...(map.has('requestLine')
          ? { requestLine: at('requestLine') ?? '' }
          : { target: at('request') }),
        method: at('method'),
        query: at('query'),
        protocol: at('protocol'),
      }
    },
  }
}
