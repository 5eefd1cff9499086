import { expect, test } from 'vitest'
import { inZone, momentColumns } from './cell'

test.each([
  ['2026-11-24 10:05:03.123', 'UTC', '2026-11-24 10:05:03.123'],
  ['2026-11-24 10:05:03.123', 'Europe/Berlin', '2026-11-24 11:05:03.123'],
  ['2026-10-25 00:30:00.000', 'Europe/Berlin', '2026-10-25 02:30:00.000 UTC+2'],
  ['2026-10-25 01:30:00.000', 'Europe/Berlin', '2026-10-25 02:30:00.000 UTC+1'],
  ['2026-11-24 10:05', 'Europe/Berlin', '2026-11-24 10:05'],
  ['', 'Europe/Berlin', ''],
  ['1795958992000', 'Europe/Berlin', '2026-11-29 14:29:52.000'],
  ['1795958992000', 'UTC', '2026-11-29 13:29:52.000'],
  ['0', 'UTC', '0'],
  ['120', 'Europe/Berlin', '120'],
])('%s in %s is %s', (value, zone, shown) => expect(inZone(value, zone)).toBe(shown))

const own = ['@timestamp', '@ingestionTime']
test.each<[query: string, columns: string[], moments: string[]]>([
  ['fields @timestamp, @message', ['@timestamp', '@message'], []],
  ['stats count(*) by bin(5m)', ['bin(5m)', 'count(*)'], ['bin(5m)']],
  ['stats count(*) as n by bin(5m) as time, status', ['time', 'status', 'n'], ['time']],
  ['parse @message "* *" as when, what', ['when', 'what'], []],
  ['stats min(toMillis(@timestamp)) as first, count(*) as n', ['first', 'n'], ['first']],
  ['stats max(@timestamp)', ['max(@timestamp)'], ['max(@timestamp)']],
  [
    `stats max(if(status < 400, toMillis(@timestamp), 0)) as latest, count(*) as n
      by bin(5m) as time, userAgent
    | stats sum(n) as orders, max(latest) as lastOrder by time as bin`,
    ['bin', 'orders', 'lastOrder'],
    ['bin', 'lastOrder'],
  ],
])('of %j these columns are moments', (query, columns, moments) => {
  expect([...momentColumns(query, columns)]).toEqual([...own, ...moments])
})
