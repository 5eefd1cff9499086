import { splitAnswer } from '../clf'
import { secondsIn } from '../duration'
import type { Entry, TextFormat } from '../format'
import {
  clientPattern,
  parseLine,
  quotedPattern,
  requestPattern,
  rootForNone,
  secondsOfTook,
  statusPattern,
} from '../prelude'
import { wordsOf } from '../quoted'
import { clfTime } from '../time'

// Owner, bucket, time, client, requester, request id, operation, key.
const begin = /^\S+ \S+ \[([^\]]+)\] (\S+) (\S+) \S+ [A-Z]+\.[A-Z]\S* \S+ "/

/** What stands after the status: error code, bytes, size, two times, referer, user agent, version, three more, type, host. */
function fieldsOf(rest: string): Record<string, string> | null {
  const texts = wordsOf(rest).map(({ text }) => text)
  const [, bytes, , took, , referer, userAgent, , , , , , host] = texts
  if (bytes === undefined || referer === undefined || userAgent === undefined) return null
  const fields: Record<string, string> = { bytes: bytes === '-' ? '0' : bytes, referer, userAgent }
  if (host !== undefined && host !== '-') fields.host = host
  const seconds = secondsIn(took, 1)
  if (seconds !== undefined) fields.request_time = seconds
  return fields
}

/** Server access logs of Amazon S3. */
export const awsS3: TextFormat = {
  id: 'aws-s3',
  name: 'Amazon S3 server access log',
  kind: 'text',
  samples: [
    '79a59df900b949e5 cafe-site [26/Nov/2026:09:00:00 +0000] 203.0.113.7 - 3E57427F3EXAMPLE WEBSITE.GET.OBJECT cafe/menu.html "GET /cafe/menu.html?day=1 HTTP/1.1" 200 - 5123 5123 12 11 "https://cafe.example/" "Mozilla/5.0" - s9lzHYrFp76ZVxRcpX9= - - - cafe-site.s3-website.eu-central-1.amazonaws.com - - -',
    '79a59df900b949e5 cafe-site [26/Nov/2026:09:00:01 +0000] 203.0.113.8 arn:aws:iam::123456789012:user/jane 7B4A0FABBEXAMPLE REST.PUT.OBJECT cafe/processOrder.php "PUT /cafe/processOrder.php HTTP/1.1" 403 AccessDenied 243 - 8 - "-" "aws-cli/2.15" - 9vKBE6vMhrNiWHZmb2L0= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader cafe-site.s3.eu-central-1.amazonaws.com TLSv1.2 - -',
  ],
  prelude: [
    parseLine(
      String.raw`\S+ \S+ \[(?<time>[^\]]+)\] `,
      clientPattern,
      String.raw` (?:-|(?<user>\S+)) \S+ [A-Z]+\.[A-Z]\S* \S+ "`,
      requestPattern,
      `" ${statusPattern}`,
      String.raw` \S+ (?<bytes>\S+) \S+ (?:-|(?<took>\d+)) \S+ `,
      quotedPattern('referer'),
      ` ${quotedPattern('userAgent')}`,
      String.raw`(?: \S+ \S+ \S+ \S+ \S+ (?<host>\S+))?`,
    ),
    rootForNone,
    secondsOfTook(1000),
  ].join(' | '),
  pattern: {
    kind: 'columns',
    status: 'status',
    requestLine: 'request',
    columns: [
      'owner',
      'bucket',
      'time',
      'client',
      'requester',
      'id',
      'operation',
      'key',
      'request',
      'status',
    ],
  },
  read(line): Entry | null {
    const found = begin.exec(line)
    if (!found) return null
    const [all, time = '', client = '', user = ''] = found
    const timestampMs = clfTime(time)
    const answer = splitAnswer(line, all.length)
    if (timestampMs === null || !answer) return null
    const { requestLine, status, bytes, rest } = answer
    // The error code stands where the common format has the size.
    const fields = fieldsOf(bytes === undefined ? rest : `${bytes} ${rest}`)
    if (!fields) return null
    fields.time = time
    if (user !== '-') fields.user = user
    return { timestampMs, client, status, requestLine, fields }
  },
}
