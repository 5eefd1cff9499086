import { allElbTimes, elbEntry, elbTimes } from '../elb'
import type { TextFormat } from '../format'
import {
  clientPattern,
  parseLine,
  quotedPattern,
  restPattern,
  rootForNone,
  statusPattern,
} from '../prelude'

/** The request line of a load balancer, whose URL is always absolute. */
export const absoluteRequest = String.raw`(?<method>[A-Za-z][\w-]*) [a-z]+:\/\/(?<host>[^\/\s":]+)[^\/\s"?]*(?<request>[^\s?";][^?";]*?|\b)(?:;[^?"]*)?(?<query>(?:\?.*?)?)(?: (?<protocol>[A-Z]+\/[\d.]+))?`

/** Access logs of AWS's Classic Load Balancer. */
export const classicElb: TextFormat = {
  id: 'classic-elb',
  name: 'AWS Classic Load Balancer',
  kind: 'text',
  samples: [
    '2026-11-26T09:00:00.945958Z cafe-lb 203.0.113.7:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://cafe.example:80/cafe/menu.php?day=1 HTTP/1.1" "curl/7.88.1" - -',
    '2026-11-26T09:00:01.113940Z cafe-lb 203.0.113.8:39120 - -1 -1 -1 503 0 0 0 "POST https://cafe.example:443/cafe/processOrder.php HTTP/1.1" "Mozilla/5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2',
  ],
  prelude: [
    parseLine(
      String.raw`(?<time>\d{4}-\S+Z) \S+ `,
      clientPattern,
      String.raw` \S+ ${elbTimes} `,
      statusPattern,
      String.raw` \S+ \d+ (?<bytes>\d+) "`,
      absoluteRequest,
      '"',
      restPattern,
    ),
    `parse rest /^ ${quotedPattern('userAgent')}/`,
    rootForNone,
    allElbTimes,
  ].join(' | '),
  read: elbEntry,
}
