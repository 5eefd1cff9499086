import { secondsIn, timeTakenUnitMs } from '../duration'
import type { HeaderFormat } from '../format'
import { parseLine, secondsOfTook, statusPattern } from '../prelude'
import { columnsIn, dateIn, w3cReader } from '../w3c'

const usualHeader =
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken'
const reading = {
  decode: (text: string) => text.replaceAll('+', ' '),
  secondsOf: (taken: string) => secondsIn(taken, timeTakenUnitMs(taken)),
}
const readUsual = w3cReader(columnsIn(usualHeader) ?? [], reading, null)
// Date, time, the server's address, method, path: no other format begins so.
const begin = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [\da-fA-F.:]+ [A-Z]+ \//

/** W3C extended, whose header names the columns: IIS, and Tomcat's and others' extended logs. The prelude is that of IIS's default columns. */
export const w3cExtended: HeaderFormat = {
  id: 'w3c-extended',
  name: 'W3C extended (IIS)',
  kind: 'header',
  samples: [
    '#Software: Microsoft Internet Information Services 10.0',
    '#Version: 1.0',
    '#Date: 2026-11-26 09:00:00',
    usualHeader,
    '2026-11-26 09:00:00 10.0.0.1 GET /cafe/menu.php day=1 443 - 203.0.113.7 Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64) https://cafe.example/ 200 0 0 12',
    '2026-11-26 09:00:01 10.0.0.1 POST /cafe/processOrder.php - 443 CAFE\\jane 2001:db8::1 Mozilla/5.0 - 500 0 0 31',
  ],
  prelude: [
    parseLine(
      String.raw`(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) \S+ (?<method>[A-Z]+) (?<request>\/[^\s;]*)\S* (?<bareQuery>(?:-\S+|[^-\s]\S*)?)-? \d+ (?:-|(?<user>\S+)) (?<remoteIP>\S+) (?<plusAgent>\S+) (?<referer>\S+) `,
      statusPattern,
      String.raw` \d+ \d+ (?<took>\d+)`,
    ),
    `fields replace(plusAgent, "+", " ") as userAgent, if(ispresent(bareQuery) and bareQuery != "", concat("?", bareQuery), bareQuery) as query`,
    secondsOfTook(1000),
  ].join(' | '),
  pattern: {
    kind: 'columns',
    status: 'status',
    method: 'method',
    path: 'path',
    query: 'query',
    queryIs: 'bare',
    columns: [
      'date',
      'time',
      'server',
      'method',
      'path',
      'query',
      'port',
      'user',
      'client',
      'agent',
      'referer',
      'status',
    ],
  },
  bare: (line) => (begin.test(line) ? readUsual(line) : null),
  columns(header) {
    const columns = columnsIn(header)
    return columns && w3cReader(columns, reading, dateIn(header))
  },
}
