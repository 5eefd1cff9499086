import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { at, openStory } from './testdata/alarm-story'

type Story = Awaited<ReturnType<typeof openStory>>
let story: Story
afterEach(() => story.close())

test('each minute is evaluated once it has closed, and each transition is notified once', async () => {
  story = await openStory({ now: '12:00:30' })
  await story.put('errors')
  await story.start()
  await story.count('errors', ['12:00:10', 9], ['12:01:10', 2])
  await story.at('12:00:59')
  expect(await story.history()).toEqual([])
  await story.at('12:01:00')
  await story.at('12:01:20')
  await story.at('12:02:00')
  await story.at('12:03:00')
  expect(await story.history()).toEqual([
    '12:01:00 errors INSUFFICIENT_DATA -> ALARM',
    '12:02:00 errors ALARM -> OK',
  ])
  expect(await story.notified()).toEqual(await story.history())
  expect(story.status()).toEqual({
    evaluatedToMs: Date.parse('2026-11-24T12:03:00Z'),
    problem: null,
  })
})

test('the log is read up to the close before a minute is evaluated', async () => {
  let arriving: [string, number][] = []
  story = await openStory({
    now: '12:00:30',
    catchUp: async () => {
      if (arriving.length > 0) await story.count('errors', ...arriving.splice(0))
    },
  })
  await story.put('errors')
  await story.start()
  arriving = [['12:00:59.999', 9]]
  await story.at('12:01:00')
  expect(await story.history()).toEqual(['12:01:00 errors INSUFFICIENT_DATA -> ALARM'])
})

// Two alarms and one above them, and what happens in the hours after 12:00. A last datapoint counts until
// it leaves the evaluation range, which has three periods here.
async function threeAlarms(now: string, path?: string) {
  story = await openStory({ now, path })
  await story.put('errors')
  await story.put('slow')
  await story.putRule('both', 'ALARM(errors) AND ALARM(slow)')
  await story.start()
}
const missed = () =>
  Promise.all([
    story.count('errors', ['12:10:00', 9], ['12:11:00', 9], ['14:00:00', 9]),
    story.count('slow', ['12:11:00', 9], ['12:12:00', 9]),
  ])
const evaluatedLater = [
  '12:01:00 errors INSUFFICIENT_DATA -> OK',
  '12:01:00 slow INSUFFICIENT_DATA -> OK',
  '12:01:00 both INSUFFICIENT_DATA -> OK',
  '12:11:00 errors OK -> ALARM',
  '12:12:00 slow OK -> ALARM',
  '12:12:00 both OK -> ALARM',
  '12:15:00 errors ALARM -> OK',
  '12:15:00 both ALARM -> OK',
  '12:16:00 slow ALARM -> OK',
  '14:01:00 errors OK -> ALARM',
  '14:04:00 errors ALARM -> OK',
]

test('sleep: the minutes missed are evaluated when it is back, in order, the composite alarm between', async () => {
  await threeAlarms('12:00:30')
  await story.at('12:01:00')
  await missed()
  await story.at('15:30:12')
  expect(await story.history()).toEqual(evaluatedLater)
  expect(await story.notified()).toEqual(await story.history())
  await story.at('15:31:00')
  expect(await story.history()).toHaveLength(evaluatedLater.length)
})

test('a restart on the same store goes on where it stopped, and notifies all that was missed', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'alarms-'))
  const path = join(dir, 'store.duckdb')
  await threeAlarms('12:00:30', path)
  await story.at('12:01:00')
  await story.close()
  story = await openStory({ now: '15:30:12', path })
  await missed()
  await story.start()
  expect(await story.history()).toEqual(evaluatedLater)
  expect(await story.notified()).toEqual(evaluatedLater)
  await story.close()
  story = await openStory({ now: '15:30:40', path })
  await story.start()
  expect(await story.history()).toEqual(evaluatedLater)
  expect(story.status()?.evaluatedToMs).toBe(Date.parse('2026-11-24T15:30:00Z'))
  rmSync(dir, { recursive: true })
})

test('a jump forward: at most seven days are evaluated', async () => {
  story = await openStory({ now: '12:00:30' })
  await story.put('errors')
  await story.start()
  await story.at('12:01:00')
  await story.count('errors', ['12:05:00', 9], ['2026-11-30 12:00', 9])
  await story.at('2026-12-02 12:00')
  expect(await story.history()).toEqual([
    '12:01:00 errors INSUFFICIENT_DATA -> OK',
    '2026-11-30 12:01:00 errors OK -> ALARM',
    '2026-11-30 12:04:00 errors ALARM -> OK',
  ])
})

const setBackText = (says: string, to: string) =>
  `The clock says ${says} UTC, and alarms were evaluated up to ${to} UTC before: it was set back. They are evaluated on from ${says} UTC; if the clock is wrong, set it right.`

test('a clock that is corrected by minutes: no minute is evaluated twice', async () => {
  story = await openStory({ now: '12:00:30' })
  await story.put('errors')
  await story.start()
  await story.count('errors', ['12:00:00', 9])
  await story.at('12:02:00')
  const before = await story.history()
  for (const time of ['11:59:00', '12:00:00', '12:01:00', '12:02:10']) await story.at(time)
  expect(await story.history()).toEqual(before)
  expect(story.logged).toEqual([])
  await story.count('errors', ['12:02:30', 1])
  await story.at('12:03:00')
  expect(await story.history()).toEqual([...before, '12:03:00 errors ALARM -> OK'])
})

test('a clock that was set back: said until it is right again, and alarms are evaluated all the while', async () => {
  story = await openStory({ now: '12:00:30' })
  await story.put('errors')
  await story.start()
  await story.at('12:02:00')
  const before = await story.history()
  await story.at('09:00:00')
  const said = setBackText('2026-11-24 09:00', '2026-11-24 12:02')
  expect(story.status()).toEqual({ evaluatedToMs: at('09:00:00'), problem: said })
  await story.count('errors', ['09:00:30', 9])
  await story.at('09:01:00')
  expect(await story.history()).toEqual(['09:01:00 errors OK -> ALARM', ...before])
  expect(story.status()?.problem).toBe(said)
  await story.at('12:03:00')
  expect(story.status()).toEqual({ evaluatedToMs: at('12:03:00'), problem: null })
  expect(story.logged).toEqual([said])
})

test('a start with the clock three days ahead: alarms are evaluated on as soon as it is put right', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'alarms-'))
  const path = join(dir, 'store.duckdb')
  story = await openStory({ now: '12:00:30', path })
  await story.put('errors')
  await story.start()
  await story.at('12:01:00')
  await story.close()
  story = await openStory({ now: '2026-11-27 12:02', path })
  await story.put('new', {}, 'past')
  await story.start()
  await story.at('2026-11-27 12:03')
  // What was published of the time ahead.
  await story.store.run(
    "INSERT INTO datapoints (namespace, metric, dimensions, ts, value, weight) VALUES ('CafeWatch', 'No-Requests', '[]', $1, 1, 1)",
    [at('2026-11-25 12:00')],
  )
  const before = await story.history()
  await story.at('12:04:10')
  expect(story.logged).toEqual([setBackText('2026-11-24 12:04', '2026-11-27 12:03')])
  await story.count('errors', ['12:04:20', 9])
  await story.count('new', ['12:05:20', 9])
  await story.at('12:05:00')
  await story.at('12:06:00')
  const after = (await story.history()).filter((line) => !before.includes(line))
  expect(after).toContain('12:05:00 errors OK -> ALARM')
  expect(after).toContain('12:06:00 new OK -> ALARM')
  expect(await story.notified()).toEqual(
    expect.arrayContaining(['12:05:00 errors OK -> ALARM', '12:06:00 new OK -> ALARM']),
  )
  const { rows } = await story.store.query("SELECT * FROM datapoints WHERE metric = 'No-Requests'")
  expect(rows).toEqual([])
  for (let minute = 7; minute <= 19; minute += 1)
    await story.at(`12:${String(minute).padStart(2, '0')}:10`)
  expect(story.status()).toEqual({ evaluatedToMs: at('12:19:00'), problem: null })
  rmSync(dir, { recursive: true })
})

test('late events change an alarm once, for as long as their minute is the newest', async () => {
  story = await openStory({ now: '12:00:30' })
  await story.put('errors')
  await story.putRule('above', 'ALARM(errors)')
  await story.start()
  await story.at('12:01:00')
  await story.count('errors', ['12:00:50', 3])
  await story.at('12:01:03')
  await story.count('errors', ['12:00:51', 3])
  await story.at('12:01:05.500')
  await story.count('errors', ['12:00:52', 3])
  await story.at('12:01:06')
  const history = [
    '12:01:00 errors INSUFFICIENT_DATA -> OK',
    '12:01:00 above INSUFFICIENT_DATA -> OK',
    '12:01:05.500Z errors OK -> ALARM',
    '12:01:05.500Z above OK -> ALARM',
  ]
  expect(await story.history()).toEqual(history)
  await story.count('errors', ['12:01:40', 1])
  await story.at('12:02:00')
  await story.count('errors', ['12:00:53', 100])
  await story.at('12:02:10')
  expect((await story.history()).slice(4)).toEqual([
    '12:02:00 errors ALARM -> OK',
    '12:02:00 above ALARM -> OK',
  ])
  expect(await story.notified()).toEqual(await story.history())
})

test('the first load: the past goes into the history; only an alarm in ALARM at its end is notified', async () => {
  story = await openStory({ now: '2026-11-25 12:00:30' })
  await story.put('errors', {}, 'past')
  await story.put('slow', {}, 'past')
  await story.putRule('any', 'ALARM(errors) OR ALARM(slow)', 'past')
  await story.count('errors', ['08:00', 9], ['09:00', 9])
  await story.count('slow', ['10:00', 9], ['2026-11-25 11:58', 9], ['2026-11-25 11:59', 9])
  await story.start()
  const changes = await story.history()
  expect(changes[0]).toBe('08:01:00 errors INSUFFICIENT_DATA -> ALARM')
  expect(changes.slice(-4)).toEqual([
    '10:04:00 slow ALARM -> OK',
    '10:04:00 any ALARM -> OK',
    '2026-11-25 11:59:00 slow OK -> ALARM',
    '2026-11-25 11:59:00 any OK -> ALARM',
  ])
  expect(await story.notified()).toEqual(changes.slice(-2).reverse())
  const [any] = await story.changes()
  expect(any?.triggeringChildren).toEqual([
    {
      arn: 'arn:aws:cloudwatch:local:000000000000:alarm:slow',
      state: 'ALARM',
      atMs: Date.parse('2026-11-25T11:59:00Z'),
    },
  ])
  await story.count('slow', ['2026-11-25 12:00:45', 0])
  await story.at('2026-11-25 12:01:00')
  expect((await story.notified()).slice(2)).toEqual([
    '2026-11-25 12:01:00 slow ALARM -> OK',
    '2026-11-25 12:01:00 any ALARM -> OK',
  ])
})

test('set by hand, an alarm and those above it stay so until the next minute, whatever comes in', async () => {
  story = await openStory({ now: '12:00:30' })
  await story.put('errors')
  await story.putRule('above', 'ALARM(errors)')
  await story.start()
  await story.at('12:01:00')
  await story.at('12:01:10')
  await story.set('errors', 'ALARM')
  await story.set('errors', 'ALARM')
  await story.count('errors', ['12:00:50', 1])
  await story.at('12:01:12')
  await story.at('12:02:00')
  expect((await story.history()).slice(2)).toEqual([
    '12:01:10 errors OK -> ALARM',
    '12:01:10 above OK -> ALARM',
    '12:02:00 errors ALARM -> OK',
    '12:02:00 above ALARM -> OK',
  ])
})

test('an alarm that cannot be evaluated stops no other, and is logged once', async () => {
  story = await openStory({ now: '12:00:30' })
  await story.put('broken')
  await story.put('errors')
  await story.start()
  await story.store.run("UPDATE alarms SET body = '{' WHERE name = 'broken'")
  await story.count('errors', ['12:00:50', 9], ['12:01:00', 1])
  for (const time of ['12:01:00', '12:02:00', '12:03:00']) await story.at(time)
  expect(await story.history()).toEqual([
    '12:01:00 errors INSUFFICIENT_DATA -> ALARM',
    '12:02:00 errors ALARM -> OK',
  ])
  const sentence =
    'The alarm "broken" cannot be evaluated: its definition cannot be read. Put the alarm again.'
  expect(story.logged).toEqual([sentence])
  expect(story.status()?.problem).toBe(sentence)
  await story.store.run("DELETE FROM alarms WHERE name = 'broken'")
  await story.at('12:04:00')
  expect(story.status()?.problem).toBeNull()
})

test('a store that fails is logged once, and what was missed is evaluated when it is back', async () => {
  let down = false
  story = await openStory({
    now: '12:00:30',
    wrap: (store) => ({
      ...store,
      transaction: (work) =>
        down ? Promise.reject(new Error('no room')) : store.transaction(work),
    }),
  })
  await story.put('errors')
  await story.start()
  await story.count('errors', ['12:01:50', 9], ['12:02:50', 1])
  down = true
  for (const time of ['12:01:00', '12:01:01', '12:02:00', '12:03:00']) await story.at(time)
  expect(story.logged).toEqual(['Alarms could not be evaluated: no room'])
  expect(story.status()?.problem).toBe('Alarms could not be evaluated: no room')
  down = false
  await story.at('12:03:01')
  expect(story.status()?.problem).toBeNull()
  expect(await story.history()).toEqual([
    '12:01:00 errors INSUFFICIENT_DATA -> OK',
    '12:02:00 errors OK -> ALARM',
    '12:03:00 errors ALARM -> OK',
  ])
})
