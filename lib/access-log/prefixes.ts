import { structuredDataEnd } from './structured-data'
import { caddyTime, isoTime } from './time'

/** A line without what a transport has put around it. */
export interface Stripped {
  line: string
  /** When the transport saw it, epoch ms; null where its time has no zone or no year, or is not that of the request. */
  timestampMs: number | null
  /** The stream of which the line is only a part, and whether more of it follows; absent where lines are always whole. */
  stream?: { name: string; continues: boolean }
}

/** What a transport puts before a line of an access log. */
export interface Prefix {
  /** As people know it: `syslog`. */
  name: string
  /** Whether a line that begins so can be nothing else, even when what follows is not understood. */
  isCertain: boolean
  /** The line without it; null when it has none. */
  strip(line: string): Stripped | null
}

const plain = (line: string): Stripped => ({ line, timestampMs: null })

// `web1 nginx[12]: `; some senders leave out the host, others the tag.
const tag = String.raw`[^\s:[\]]{1,64}(?:\[[^\]\s]{1,64}\])?: `
const bsdSyslog = new RegExp(
  String.raw`^(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})? \S{1,255} (?:${tag})?`,
)
const isoStamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)) /
const isoSyslog = new RegExp(String.raw`^(?:\S{1,255} )?${tag}`)
// Files have it without the priority, too.
const ietfSyslog =
  /^(?:(?:\d{1,6} )?<\d{1,3}>1 |1 (?=\d{4}-\d\d-\d\dT))(\S{1,64}) \S{1,255} \S{1,48} \S{1,128} /
const cri = /^(stdout|stderr) ([FP])(?::\S{1,64})? /
const compose = /^\w[\w.@-]{0,127} {1,64}\| ?/
const caddy = /^([^\t]{1,40})\t[A-Za-z]{1,8}\thttp\.log\.access[^\t]{0,256}\t[^\t]{0,256}\t(?=\{)/
const pod = /^\[(?:pod|container)\/[^\]\s]{1,300}\] /

/** A time with its zone, and what follows it; null when a line does not begin with one. */
function afterStamp(line: string): { rest: string; timestampMs: number | null } | null {
  // Most lines begin with an address: this is cheaper than the expression.
  if (line.charCodeAt(4) !== 45 || line.charCodeAt(10) !== 84) return null
  const found = isoStamp.exec(line)
  if (!found) return null
  const ms = isoTime(found[1] ?? '')
  const timestampMs = Number.isNaN(ms) ? null : ms
  return { rest: line.slice(found[0].length), timestampMs }
}

const esc = String.fromCharCode(27)
const colour = new RegExp(String.raw`${esc}\[[0-9;]{0,32}m`, 'g')
const maxColoured = 256

/** Without the colours that a terminal is told to show the name of a service in. */
const withoutColours = (line: string) =>
  line.slice(0, maxColoured).includes(esc)
    ? line.slice(0, maxColoured).replace(colour, '') + line.slice(maxColoured)
    : line

/** Every prefix that is recognized by itself, in the order in which it is tried. */
export const prefixes: readonly Prefix[] = [
  {
    name: 'syslog',
    isCertain: true,
    strip(line) {
      const first = line.charCodeAt(0)
      // `<` or a capital: N of Nov.
      if (first !== 60 && !(first >= 65 && first <= 90)) return null
      const found = bsdSyslog.exec(line)
      return found && plain(line.slice(found[0].length))
    },
  },
  {
    name: 'syslog (RFC 5424)',
    isCertain: true,
    strip(line) {
      const first = line.charCodeAt(0)
      if (first !== 60 && !(first >= 48 && first <= 57)) return null
      const found = ietfSyslog.exec(line)
      if (!found) return null
      // `msgid structured-data message`
      const data = line.indexOf(' ', found[0].length) + 1
      if (data === 0) return null
      // Heroku sends none.
      const hasData = line[data] === '-' || line[data] === '['
      const end = hasData ? structuredDataEnd(line, data) : data - 1
      if (end === -1) return null
      const from = line.charCodeAt(end + 1) === 0xfeff ? end + 2 : end + 1
      return { line: line.slice(from), timestampMs: isoTime(found[1] ?? '') || null }
    },
  },
  {
    name: 'Kubernetes CRI',
    isCertain: true,
    strip(line) {
      const stamp = afterStamp(line)
      const found = stamp && cri.exec(stamp.rest)
      if (!found) return null
      return {
        line: stamp.rest.slice(found[0].length),
        timestampMs: stamp.timestampMs,
        stream: { name: `cri ${found[1]}`, continues: found[2] === 'P' },
      }
    },
  },
  {
    // As rsyslog and journalctl write it with full times, and Heroku.
    name: 'syslog',
    isCertain: true,
    strip(line) {
      const stamp = afterStamp(line)
      const found = stamp && isoSyslog.exec(stamp.rest)
      return found && { ...stamp, line: stamp.rest.slice(found[0].length) }
    },
  },
  {
    // `docker logs --timestamps`, `kubectl logs --timestamps`; a load balancer's own lines begin so, too.
    name: 'timestamps',
    isCertain: false,
    strip(line) {
      const stamp = afterStamp(line)
      return stamp && { line: stamp.rest, timestampMs: stamp.timestampMs }
    },
  },
  {
    name: 'docker compose logs',
    isCertain: false,
    strip(line) {
      if (!line.includes('|')) return null
      const bare = withoutColours(line)
      const found = compose.exec(bare)
      return found && plain(bare.slice(found[0].length))
    },
  },
  {
    // What its JSON has first stands before it, the level in a colour, also in files.
    name: "Caddy's console format",
    isCertain: true,
    strip(line) {
      if (!line.includes('\thttp.log.access')) return null
      const bare = withoutColours(line)
      const found = caddy.exec(bare)
      if (!found) return null
      const timestampMs = caddyTime(found[1]) || null
      return { line: bare.slice(found[0].length), timestampMs }
    },
  },
  {
    name: 'kubectl logs',
    isCertain: true,
    strip(line) {
      const found = line.charCodeAt(0) === 91 ? pod.exec(line) : null
      return found && plain(line.slice(found[0].length))
    },
  },
]
