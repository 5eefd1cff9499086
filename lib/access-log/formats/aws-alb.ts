import { allElbTimes, elbEntry, elbTimes } from '../elb'
import type { TextFormat } from '../format'
import { clientPattern, parseLine, quotedPattern, rootForNone, statusPattern } from '../prelude'
import { absoluteRequest } from './classic-elb'

const kind = /^(?:https?|h2|grpcs?|wss?) /

/** Access logs of AWS's Application Load Balancer. */
export const awsAlb: TextFormat = {
  id: 'aws-alb',
  name: 'AWS Application Load Balancer',
  kind: 'text',
  samples: [
    'https 2026-11-26T09:00:00.186641Z app/cafe/50dc6c495c0c9188 203.0.113.7:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 34 5366 "GET https://cafe.example:443/cafe/menu.php?day=1 HTTP/1.1" "Mozilla/5.0 (X11; Linux x86_64)" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/cafe/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "cafe.example" "arn:aws:acm:eu-central-1:123456789012:certificate/12345678" 1 2026-11-26T09:00:00.052000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234abcd5678ef90',
    'http 2026-11-26T09:00:01.364000Z app/cafe/50dc6c495c0c9188 203.0.113.8:40112 - -1 -1 -1 503 - 34 366 "POST http://cafe.example:80/cafe/processOrder.php HTTP/1.1" "curl/7.88.1" - - arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/cafe/73e2d6bc24d8a067 "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" 0 2026-11-26T09:00:01.364000Z "forward" "-" "-" "-" "-" "-" "-"',
  ],
  prelude: [
    parseLine(
      String.raw`(?:https?|h2|grpcs?|wss?) (?<time>\S+) \S+ `,
      clientPattern,
      String.raw` \S+ ${elbTimes} `,
      statusPattern,
      String.raw` \S+ \d+ (?<bytes>\d+) "`,
      absoluteRequest,
      `" ${quotedPattern('userAgent')}`,
    ),
    rootForNone,
    allElbTimes,
  ].join(' | '),
  read(line) {
    const found = kind.exec(line)
    return found && elbEntry(line.slice(found[0].length))
  },
}
