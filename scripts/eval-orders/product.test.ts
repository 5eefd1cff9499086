import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readArguments, WrongUsage } from './arguments'
import { healthyScenario } from './choose-scenario'
import { evaluate } from './evaluate'
import { outcomesIn } from './kept-outcomes'
import { programJudge } from './product'
import { reportOf } from './report'

const body = (line: string) => `
  const args = process.argv
  const given = (name) => args[args.indexOf(name) + 1]
  for (let at = Date.parse(given('--from')); at < Date.parse(given('--to')); at += 3600000)
    console.log(JSON.stringify(${line}))`
const calm = `{ at: new Date(at).toISOString(), kind: 'ok', tone: 'calm', headline: 'All is well.',
  since: null, culprit: null, lostOrders: null, lostMoney: null }`
const program = (code: string) => programJudge([process.execPath, '-e', code, '--'], '1h')
const scenario = healthyScenario(1, { shop: 'cafe' })
const files = { log: 'access_log', site: 'site.json' }

test('a program that answers each instant is heard', async () => {
  if (!scenario) throw new Error('no scenario')
  const { said } = await program(body(calm))(files, scenario)
  expect(said).toHaveLength(24)
  expect(said[0]).toMatchObject({ atMs: scenario.evaluated.fromMs, tone: 'calm' })
})

test.each([
  ['fails', 'console.error("no such log"); process.exit(4)', 'it ended with 4: no such log'],
  ['says nothing', '', 'it wrote 0 lines for 24 instants'],
  ['says something else', 'console.log("All is well.")', 'the line: '],
  ['leaves a member out', body(calm.replace('since: null,', '')), 'since: '],
  ['invents a tone', body(calm.replace("'calm'", "'green'")), 'tone: '],
  [
    'repeats an instant',
    body(calm.replace('Date(at)', 'Date(0)')),
    'its instants are not in order',
  ],
])('a program that %s gives no answer', async (_, code, reason) => {
  if (!scenario) throw new Error('no scenario')
  await expect(program(code)(files, scenario)).rejects.toThrow(reason)
})

test('a whole run: files are written, judged, scored and reported', async () => {
  const settings = readArguments('--seed 3 --days 2 --incidents 1 --size 31 --history 0'.split(' '))
  if (!settings) throw new Error('no settings')
  const outcomes = await evaluate({ ...settings, every: '1h' }, program(body(calm)), () => {})
  expect(outcomes.map(({ kind }) => kind)).toEqual(['healthy', 'healthy', 'incident'])
  const { plain, markdown, unanswered } = reportOf(outcomes)
  expect(unanswered).toBe(0)
  expect(plain).toMatch(/^Instants in trouble +0\.00 % +at most 0\.2 % +reached +48$/m)
  expect(markdown).toContain('| Instants in trouble | 0.00 % |  | at most 0.2 % | reached | 48 |')
})

test('a run that was ended goes on with what it had scored', async () => {
  const settings = readArguments('--seed 3 --days 1 --incidents 1 --size 31 --history 0'.split(' '))
  if (!settings) throw new Error('no settings')
  const asked = { ...settings, every: '1h' }
  const dir = mkdtempSync(join(tmpdir(), 'kept-outcomes-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const file = join(dir, 'outcomes.jsonl')
  const ended = { ...asked, incidents: 0 }
  const trouble = calm.replace("'calm'", "'trouble'")
  await evaluate(ended, program(body(trouble)), () => {}, outcomesIn(file, '1h'))
  const whole = await evaluate(asked, program(body(trouble)), () => {}, outcomesIn(file, '1h'))
  const refused = program('process.exit(9)')
  const again = await evaluate(asked, refused, () => {}, outcomesIn(file, '1h'))
  expect(reportOf(again).plain).toBe(reportOf(whole).plain)
  expect(reportOf(again).plain).toMatch(/^Instants in trouble +100\.00 %/m)
  const otherwise = await evaluate(asked, refused, () => {}, outcomesIn(file, '2h'))
  expect(otherwise.map(({ kind }) => kind)).toEqual(['no-answer', 'no-answer'])
})

test('a run without an answer is reported with its reason', async () => {
  const settings = readArguments('--seed 3 --days 1 --incidents 0 --size 31 --history 0'.split(' '))
  if (!settings) throw new Error('no settings')
  const outcomes = await evaluate(settings, program('process.exit(9)'), () => {})
  const { plain, unanswered } = reportOf(outcomes)
  expect(unanswered).toBe(1)
  expect(plain).toMatch(/^--seed 3 --kind \S+ --shop \S+ --size 31 +it ended with 9/m)
})

test('arguments', () => {
  const read = (text: string) => readArguments(text === '' ? [] : text.split(' '))
  expect(read('')).toMatchObject({ seed: 1, days: 156, incidents: 216, every: '1m', jobs: 2 })
  expect(read('--kind slow --seed 9')).toMatchObject({ days: 0, incidents: 1 })
  expect(read('--kind holiday')).toMatchObject({ days: 24, incidents: 0 })
  expect(readArguments(['--command', 'python3 "my judge.py" -v'])?.command).toEqual([
    'python3',
    'my judge.py',
    '-v',
  ])
  expect(read('--help')).toBeNull()
  for (const wrong of [
    '--kind fire',
    '--shop bakery',
    '--size 0',
    '--seed x',
    '--every soon',
    '--x',
  ])
    expect(() => read(wrong), wrong).toThrow(WrongUsage)
})
