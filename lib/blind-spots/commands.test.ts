import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { compile } from '@/lib/local/insights/compile'
import { openStore } from '@/lib/local/store/store'
import { ownMonitoring } from '@/lib/monitoring'
import { patternCondition, Untranslatable } from '@/lib/queries/pattern-condition'
import { commandsFor } from './commands'
import { patternCandidates } from './patterns'

const urls = [
  '/plain',
  `/it's`,
  '/say "hello"',
  String.raw`/back\slash\\`,
  '/$(touch /tmp/owned)`id`',
  "/'; touch /tmp/owned; '",
  '/| stats count(*) # }',
  '/star*star',
  '/%percent%',
  '/ünï/\u202etxt',
  'file:///etc/passwd',
  '--profile=other',
]

const json = { isJson: true, columns: 1 }

test.each(urls)('a shell hands %s to aws as it is, and runs nothing', (url) => {
  const [, , candidate] = patternCandidates({ request: url, status: '500' }, json)
  if (!candidate) throw new Error('there is no pattern for the URL')
  const [filter] = ownMonitoring.metricFilters.parse([{ name: 'x', pattern: candidate.pattern }])
  const [alarm] = ownMonitoring.alarms.parse([
    { name: candidate.name, description: candidate.counts, metric: 'x', threshold: 1 },
  ])
  if (!filter || !alarm) throw new Error('nothing is declared')
  const commands = commandsFor({ filters: [filter], alarm }, { logGroup: 'a/b', actions: [] })
  const given = commands.map((command) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters must not be in it
    expect(command).toMatch(/^[^\u0000-\u001f\u007f-\uffff]+$/)
    const words = execFileSync('sh', ['-c', `aws() { printf '%s\\n' "$#" "$4"; }; ${command}`])
    const [count, input = ''] = words.toString().split('\n')
    expect(count).toBe('4')
    return JSON.parse(input)
  })
  expect(given[0]).toMatchObject({ logGroupName: 'a/b', filterPattern: candidate.pattern })
  expect(given[1]).toMatchObject({ AlarmName: candidate.name, AlarmDescription: candidate.counts })
})

test('a pattern for any URL finds just its failures, also as a query', async () => {
  const store = await openStore({ path: ':memory:' })
  for (const url of urls) {
    const event = { message: '', fields: { status: '500', request: url } }
    const other = { message: '', fields: { status: '500', request: '/other' } }
    const candidates = patternCandidates({ request: url, status: '500' }, json)
    for (const { name, pattern } of candidates) {
      expect(name).toMatch(/^[\w-]+$/)
      const matches = matcher(parsePattern(pattern))
      expect([pattern, matches(event)]).toEqual([pattern, true])
      expect(matches(other)).toBe(!pattern.includes('$.request'))
      const query = `filter ${patternCondition(parsePattern(pattern)).fragment}`
      await store.createLogGroup('g', 0)
      const window = { startMs: 0, endMs: 1, nowMs: 1 }
      expect(() => compile(query, store.source(['g']), window)).not.toThrow()
    }
    expect(candidates).toHaveLength(3)
  }
  await store.close()
})

test('a line break in a URL is in no pattern: only the status is', () => {
  const candidates = patternCandidates({ request: '/a\nb', status: '500' }, json)
  expect(candidates.map(({ pattern }) => pattern)).toEqual([
    '{ $.status = "500" }',
    '{ $.status = "5*" }',
  ])
  expect(() => patternCondition(parsePattern('{ $.request = "/a\nb" }'))).toThrow(Untranslatable)
})

test.each([null, '', '5', '500; ls', '"'])('nothing is proposed for the status %j', (status) => {
  expect(patternCandidates({ request: '/', status }, json)).toEqual([])
})
