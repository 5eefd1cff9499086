import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { mutedRange } from '@/lib/alarms/mute-schedule'
import { deleteAlarmMuteRule, putAlarmMuteRule } from '@/lib/local/api/mute-rules'
import { openStory } from './testdata/alarm-story'

type Story = Awaited<ReturnType<typeof openStory>>
let story: Story
afterEach(() => story?.close())

const mute = (from: string, Duration: string, alarms = ['errors'], Name = 'by hand') =>
  putAlarmMuteRule(story.context, {
    Name,
    Rule: { Schedule: { Expression: `at(2026-11-24T${from})`, Duration } },
    MuteTargets: { AlarmNames: alarms },
  })
const unmute = (AlarmMuteRuleName = 'by hand') =>
  deleteAlarmMuteRule(story.context, { AlarmMuteRuleName })

/** What the history says besides states, without what the alarm was made with. */
async function notes(): Promise<string[]> {
  const { rows } = await story.store.query(
    "SELECT summary FROM alarm_history_items WHERE kind = 'ConfigurationUpdate' AND summary NOT LIKE '%created' ORDER BY id",
  )
  return rows.map(([summary]) => String(summary))
}

/** An alarm that is OK at 12:02, with its first message. */
async function quiet(path?: string) {
  story = await openStory({ now: '12:00:30', path })
  await story.put('errors', { AlarmActions: ['arn:aws:sns:local:000000000000:ops'] })
  await story.start()
  await story.at('12:02:00')
}
const okFirst = '12:01:00 errors INSUFFICIENT_DATA -> OK'
const bad = (...minutes: number[]) =>
  story.count('errors', ...minutes.map((minute): [string, number] => [`12:${minute}:10`, 9]))

test('while it is muted states and history go on and no one is notified; at the end that it is in ALARM is', async () => {
  await quiet()
  await mute('12:02', 'PT10M')
  await bad(10, 11, 12, 13)
  await story.at('12:11:00')
  expect(await story.history()).toEqual([okFirst, '12:11:00 errors OK -> ALARM'])
  await story.at('12:11:30')
  expect(await story.notified()).toEqual([okFirst])
  await story.at('12:12:00')
  expect(await story.notified()).toEqual([okFirst, '12:11:00 errors OK -> ALARM'])
  await story.at('12:13:00')
  expect(await story.notified()).toHaveLength(2)
  expect(await notes()).toEqual([
    'Muted by the rule "by hand" until 2026-11-24T12:12:00.000Z',
    'No one was notified of ALARM: muted by the rule "by hand"',
    'The mute rule "by hand" ended',
  ])
})

test('what came and went while it was muted is not told', async () => {
  await quiet()
  await mute('12:02', 'PT30M')
  await bad(10)
  await story.at('12:40:00')
  expect(await story.history()).toEqual([
    okFirst,
    '12:11:00 errors OK -> ALARM',
    '12:14:00 errors ALARM -> OK',
  ])
  expect(await story.notified()).toEqual([okFirst])
})

test('one that was raised and told before the mute: its end is told when the mute ends', async () => {
  await quiet()
  await bad(10)
  await story.at('12:11:00')
  await mute('12:11', 'PT30M')
  await story.at('12:40:00')
  expect(await story.notified()).toEqual([okFirst, '12:11:00 errors OK -> ALARM'])
  await story.at('12:41:00')
  expect((await story.notified()).slice(2)).toEqual(['12:14:00 errors ALARM -> OK'])
})

test('one that is still in ALARM when the mute ends is told again', async () => {
  await quiet()
  await bad(10, 11, 12, 13, 14, 15, 16, 17, 18, 19)
  await story.at('12:11:00')
  await mute('12:11', 'PT5M')
  await story.at('12:17:00')
  expect(await story.notified()).toEqual([
    okFirst,
    '12:11:00 errors OK -> ALARM',
    '12:11:00 errors OK -> ALARM',
  ])
})

test('a mute that is taken back tells at once', async () => {
  await quiet()
  await mute('12:02', 'PT1H')
  await bad(10)
  await story.at('12:11:00')
  await unmute()
  expect(await story.notified()).toEqual([okFirst, '12:11:00 errors OK -> ALARM'])
  await unmute()
  expect(await story.notified()).toHaveLength(2)
})

test('a mute that is put again for longer tells nothing in between', async () => {
  await quiet()
  await mute('12:02', 'PT10M')
  await bad(10, 11, 12, 13, 14, 15, 16, 17, 18, 19)
  await story.at('12:11:00')
  await mute('12:02', 'PT15M')
  await story.at('12:16:00')
  expect(await story.notified()).toEqual([okFirst])
  await story.at('12:17:00')
  expect(await story.notified()).toHaveLength(2)
})

test('of two mutes the longer one counts; other alarms are notified', async () => {
  await quiet()
  await story.put('slow')
  await mute('12:02', 'PT8M', ['errors'], 'short')
  await mute('12:02', 'PT13M', ['errors'], 'long')
  await bad(9, 10, 11, 12, 13, 14)
  await story.count('slow', ['12:09:10', 9])
  await story.at('12:12:00')
  expect((await story.notified()).filter((text) => text.includes('-> ALARM'))).toEqual([
    '12:10:00 slow OK -> ALARM',
  ])
  await story.at('12:15:00')
  expect((await story.notified()).at(-1)).toContain('errors OK -> ALARM')
})

test('a mute survives a restart, also when it ends while nothing runs', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'mutes-'))
  const path = join(dir, 'store.duckdb')
  await quiet(path)
  await mute('12:02', 'PT20M')
  await story.close()
  story = await openStory({ now: '12:15:30', path })
  await bad(10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25)
  await story.start()
  expect(await story.history()).toContain('12:11:00 errors OK -> ALARM')
  expect(await story.notified()).toEqual([okFirst])
  await story.close()
  story = await openStory({ now: '12:25:30', path })
  await story.start()
  expect(await story.notified()).toEqual([okFirst, '12:11:00 errors OK -> ALARM'])
  rmSync(dir, { recursive: true })
})

test('no one is notified at the end when the actions are off', async () => {
  story = await openStory({ now: '12:00:30' })
  await story.put('errors', { ActionsEnabled: false, AlarmActions: ['arn:aws:sns:a:1:b'] })
  await story.start()
  await mute('12:00', 'PT10M')
  await bad(10)
  await story.at('12:12:00')
  expect((await story.changes()).flatMap(({ actions }) => actions)).toEqual([])
})

describe('schedules', () => {
  test.each<[expression: string, duration: string, zone: string | undefined, range: string[]]>([
    ['at(2026-11-24T12:00)', 'PT15M', undefined, ['2026-11-24T12:00', '2026-11-24T12:15']],
    ['at(2026-11-24T12:00)', 'PT1H', 'Europe/Berlin', ['2026-11-24T11:00', '2026-11-24T12:00']],
    ['at(2026-11-24T12:00)', 'P2DT12H30M', undefined, ['2026-11-24T12:00', '2026-11-27T00:30']],
    ['at(2026-10-24T12:00)', 'P1D', 'Europe/Berlin', ['2026-10-24T10:00', '2026-10-25T10:00']],
  ])('%s for %s in %s', (Expression, Duration, Timezone, [from, to]) => {
    expect(mutedRange({ Expression, Duration, Timezone })).toEqual({
      fromMs: Date.parse(`${from}Z`),
      toMs: Date.parse(`${to}Z`),
    })
  })

  test.each([
    ['cron(0 2 * * *)', 'PT1H', undefined, /does not know cron/],
    ['at(tomorrow)', 'PT1H', undefined, /at\(yyyy/],
    ['at(2026-13-24T12:00)', 'PT1H', undefined, /at\(yyyy/],
    ['at(2026-11-24T12:00)', 'PT', undefined, /PT1M to P15D/],
    ['at(2026-11-24T12:00)', 'PT0M', undefined, /PT1M to P15D/],
    ['at(2026-11-24T12:00)', 'P16D', undefined, /PT1M to P15D/],
    ['at(2026-11-24T12:00)', 'P1Y', undefined, /PT1M to P15D/],
    ['at(2026-11-24T12:00)', 'PT1H', 'Mars/Olympus', /not the name of a time zone/],
  ])('%s for %s in %s is refused', (Expression, Duration, Timezone, problem) => {
    expect(mutedRange({ Expression, Duration, Timezone })).toMatch(problem)
  })
})
