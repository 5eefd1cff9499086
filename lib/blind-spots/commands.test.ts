import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { compile } from '@/lib/local/insights/compile'
import { openStore } from '@/lib/local/store/store'
import { ownMonitoring } from '@/lib/monitoring'
import { patternCondition, Untranslatable } from '@/lib/queries/pattern-condition'
import { commandsFor } from './commands'
import { patternIdeas } from './patterns'

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
  const [, , idea] = patternIdeas({ request: url, status: '500' }, json)
  if (!idea) throw new Error('there is no pattern for the URL')
  const [filter] = ownMonitoring.metricFilters.parse([{ name: 'x', pattern: idea.pattern }])
  const [alarm] = ownMonitoring.alarms.parse([
    { name: idea.name, description: idea.counts, metric: 'x', threshold: 1 },
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
  expect(given[0]).toMatchObject({ logGroupName: 'a/b', filterPattern: idea.pattern })
  expect(given[1]).toMatchObject({ AlarmName: idea.name, AlarmDescription: idea.counts })
})

test('a pattern for any URL finds just its failures, also as a query', async () => {
  const store = await openStore({ path: ':memory:' })
  for (const url of urls) {
    const event = { message: '', fields: { status: '500', request: url } }
    const other = { message: '', fields: { status: '500', request: '/other' } }
    const ideas = patternIdeas({ request: url, status: '500' }, json)
    for (const { name, pattern } of ideas) {
      expect(name).toMatch(/^[\w-]+$/)
      const matches = matcher(parsePattern(pattern))
      expect([pattern, matches(event)]).toEqual([pattern, true])
      expect(matches(other)).toBe(!pattern.includes('$.request'))
      const query = `filter ${patternCondition(parsePattern(pattern)).fragment}`
      await store.createLogGroup('g', 0)
      const window = { startMs: 0, endMs: 1, nowMs: 1 }
      expect(() => compile(query, store.source(['g']), window)).not.toThrow()
    }
    expect(ideas).toHaveLength(3)
  }
  await store.close()
})

test('a line break in a URL is in no pattern: only the status is', () => {
  const ideas = patternIdeas({ request: '/a\nb', status: '500' }, json)
  expect(ideas.map(({ pattern }) => pattern)).toEqual([
    '{ $.status = "500" }',
    '{ $.status = "5*" }',
  ])
  expect(() => patternCondition(parsePattern('{ $.request = "/a\nb" }'))).toThrow(Untranslatable)
})

test.each([null, '', '5', '500; ls', '"'])('nothing is proposed for the status %j', (status) => {
  expect(patternIdeas({ request: '/', status }, json)).toEqual([])
})
