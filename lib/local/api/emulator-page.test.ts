import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { services, streaming } from './operations'
import { cloudwatchTarget } from './wire'

const page = readFileSync('docs/emulator.md', 'utf8')
const namesUnder = (title: string) => {
  const part = page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...part.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name).sort()
}
const answeredBy = (service: string) =>
  [
    ...Object.keys(services[service] ?? {}),
    ...Object.keys(streaming).flatMap((target) =>
      target.startsWith(`${service}.`) ? target.slice(service.length + 1) : [],
    ),
  ].sort()

test.each([
  ['CloudWatch Logs', 'Logs_20140328'],
  ['CloudWatch', cloudwatchTarget],
])('the page on the engine alone names each operation of %s, and no other', (title, service) => {
  expect(answeredBy(service).length).toBeGreaterThan(20)
  expect(namesUnder(title)).toEqual(answeredBy(service))
})
