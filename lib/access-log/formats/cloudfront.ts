import { secondsIn } from '../duration'
import type { Entry, HeaderFormat } from '../format'
import { parseLine, statusPattern } from '../prelude'
import { columnsIn, dateIn, w3cReader } from '../w3c'

const once = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What was encoded twice, as CloudFront does with what came encoded or as in its older logs. */
const decode = (text: string): string => {
  const first = once(text)
  return text.includes('%25') ? once(first) : first
}

const reading = { decode, secondsOf: (taken: string) => secondsIn(taken, 1e3) }

const header =
  '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end'
const allColumns = columnsIn(header) ?? []

// Date, time, edge location, bytes: no other format begins so.
const begin = /^\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t[A-Z]{3}\d[\w-]*\t\d+\t/

/** A line without its header: over the years columns were added at the end. */
function bare(line: string): Entry | null {
  if (line.charCodeAt(10) !== 9 || !begin.test(line)) return null
  const columns = allColumns.slice(0, line.split('\t', allColumns.length).length)
  return w3cReader(columns, reading, null)(line)
}

/** Standard logs of Amazon CloudFront. */
export const cloudfront: HeaderFormat = {
  id: 'cloudfront',
  name: 'Amazon CloudFront',
  kind: 'header',
  samples: [
    '#Version: 1.0',
    header,
    '2026-11-26\t09:00:00\tFRA60-P1\t5123\t203.0.113.7\tGET\td111111abcdef8.cloudfront.net\t/cafe/menu.php\t200\thttps://cafe.example/\tMozilla/5.0%20(X11;%20Linux%20x86_64)\tday=1\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\tcafe.example\thttps\t23\t0.001\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit\ttext/html\t78\t-\t-',
    '2026-11-26\t09:00:01\tFRA60-P1\t212\t2001:db8::1\tPOST\td111111abcdef8.cloudfront.net\t/cafe/processOrder.php\t502\t-\tcurl/7.88.1\t-\t-\tError\tk6WGMNkEzR5BEM_SaF47gjtX9zBDO2m349OY2an0QPEaUum1ZOLrow==\tcafe.example\thttps\t23\t0.101\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tError\tHTTP/1.1\t-\t-\t11041\t0.101\tOriginConnectError\ttext/html\t212\t-\t-',
  ],
  prelude: [
    parseLine(
      String.raw`(?<date>\d{4}-\d\d-\d\d)\t(?<clock>[\d:]+)\t\S+\t(?<bytes>\d+)\t(?<remoteIP>\S+)\t(?<method>[A-Z]+)\t\S+\t(?<request>\/[^\t;]*)[^\t]*\t`,
      statusPattern,
      String.raw`\t(?<referer>[^\t]*)\t(?<encodedAgent>[^\t]*)\t(?:-|(?<bareQuery>[^\t]*))\t[^\t]*\t[^\t]*\t[^\t]*\t(?<host>\S+)(?:\t[^\t]*){2}\t(?:-|(?<request_time>[\d.]+))(?:\t[^\t]*){4}\t(?<protocol>\S+)`,
    ),
    `fields if(ispresent(date), concat(date, " ", clock), date) as time, urldecode(encodedAgent) as userAgent, if(ispresent(bareQuery) and bareQuery != "", concat("?", bareQuery), bareQuery) as query`,
  ].join(' | '),
  columns(header) {
    const columns = columnsIn(header)
    return columns?.includes('x-edge-location') ? w3cReader(columns, reading, dateIn(header)) : null
  },
  bare,
}
