import { secondsIn } from '../duration'
import type { TextFormat } from '../format'
import { parseLine, rootForNone, secondsOfTook, statusPattern } from '../prelude'
import { hostOf } from '../request-line'
import { epochTime } from '../time'

// Time, elapsed, client, result/status, bytes, method, URL, user, hierarchy/peer, type.
const line =
  /^(\d{9,10}\.\d{3}) +(-?\d+) (\S+) [A-Z_]+\/(\d{3}) (\d+) (\S+) (.+?) (\S+) [A-Z_]+\/\S+ \S+(?: .*)?$/

/** Squid's native access log. */
export const squid: TextFormat = {
  id: 'squid',
  name: 'Squid native',
  kind: 'text',
  samples: [
    '1795683600.779    180 203.0.113.7 TCP_MISS/200 5123 GET http://cafe.example/cafe/menu.php?day=1 - HIER_DIRECT/10.0.0.1 text/html',
    '1795683601.042      9 203.0.113.8 TCP_MISS/503 212 POST http://cafe.example/cafe/processOrder.php jane FIRSTUP_PARENT/10.0.0.1 text/html',
  ],
  prelude: [
    parseLine(
      String.raw`(?<time>\d{9,10}\.\d{3}) +(?:-\d+|(?<took>\d+)) (?<remoteIP>\S+) [A-Z_]+\/`,
      statusPattern,
      String.raw` (?<bytes>\d+) (?<method>[A-Z][\w-]*) (?:[a-z]+:\/\/(?<host>[^\/\s:]+)[^\/\s?]*)?(?<request>[^\s?;][^?;]*?|\b)(?:;[^?]*?)?(?<query>(?:\?.*?)?) (?:-|(?<user>\S+)) [A-Z_]+\/\S+ \S+`,
    ),
    rootForNone,
    secondsOfTook(1000),
  ].join(' | '),
  read(text) {
    const found = line.exec(text)
    if (!found) return null
    const [, time = '', elapsed, client = '', status = '', bytes = ''] = found
    const [method = '', url = '', user = '-'] = found.slice(6)
    const fields: Record<string, string> = { time, bytes }
    const seconds = secondsIn(elapsed, 1)
    if (seconds !== undefined) fields.request_time = seconds
    const host = hostOf(url)
    if (host !== undefined) fields.host = host
    if (user !== '-') fields.user = user
    // What was no request is logged as `error:invalid-request` and the like.
    const target = url.startsWith('error:') ? '' : url
    return { timestampMs: epochTime(time), client, status, method, target, fields }
  },
}
