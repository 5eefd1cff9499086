import { appendFileSync, rmSync } from 'node:fs'
import { writeLines } from '@/lib/demo/write'
import { minuteMs } from '@/lib/time'
import { noonMs } from './noon'

// The log of the stories: six hours that end at noon, the menu broken for the last 40 minutes.
const file = 'test-results/fixed/access_log'

const hostileAgent = '<img src=x onerror=alert(1)><script>alert(1)</script>\u202egnp.exe\u001b[31m'
const hostile = {
  time: new Date(noonMs - 5_000).toISOString(),
  remoteIP: '81.210.138.77',
  request: '/cafe/menu.php',
  query: '',
  method: 'GET',
  status: '500',
  userAgent: hostileAgent,
  referer: 'javascript:alert(1)',
}

rmSync('test-results/fixed', { recursive: true, force: true })
writeLines(file, {
  fromMs: noonMs - 360 * minuteMs,
  toMs: noonMs - 10_000,
  seed: 7,
  incidents: [{ fromMs: noonMs - 40 * minuteMs, toMs: null }],
})
appendFileSync(file, `${JSON.stringify(hostile)}\n`)
appendFileSync(
  file,
  '{ "time":"broken by Apache", "userAgent":"\\xe2\\x98\\x83 from 81.210.138.78" }\n',
)
