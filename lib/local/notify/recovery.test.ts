import { afterEach, expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import type { Message } from './message'
import type { Sender } from './sender'
import { changeOf, startMs } from './testdata/changes'
import { fakeTime } from './testdata/fake-time'
import { openNotifier, refused } from './testdata/open-notifier'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const alarms = ['Orders-Stopped', 'Orders-Low', 'Server-Errors']

/** A recipient who was told that alarms are in ALARM. */
async function told(names: string[], kind: Sender['kind'] = 'email') {
  const time = fakeTime(startMs)
  const got: { message: Message; afterMs: number }[] = []
  const here = { works: true }
  const opened = await openNotifier({
    time,
    kind,
    behave: async (_, message) => {
      if (!here.works) return refused
      got.push({ message, afterMs: time.clock() - startMs })
      return { ok: true }
    },
  })
  closing.push(opened.close)
  await opened.change(...names.map((name) => changeOf({ name })))
  await time.idle(1)
  got.splice(0)
  return Object.assign(here, {
    ...opened,
    got,
    pass: (ms: number) => time.advance(ms, 1),
    ends: (name: string, minutes: number) =>
      opened.change(changeOf({ name, to: 'OK', atMs: startMs + minutes * minuteMs })),
  })
}

test('alarms that end within two minutes are one message, sent when the last has ended', async () => {
  const { got, pass, ends, actionItems } = await told(alarms)
  await pass(minuteMs)
  await ends('Server-Errors', 1)
  await pass(minuteMs)
  await ends('Orders-Stopped', 2)
  expect(got).toEqual([])
  await ends('Orders-Low', 2)
  await pass(1)
  expect(got.map(({ message }) => message.subject)).toEqual([
    'Server-Errors, Orders-Stopped and Orders-Low are OK since 11:02',
  ])
  const items = (await actionItems()).slice(-3)
  expect(items.map(({ alarm }) => alarm).sort()).toEqual([...alarms].sort())
  expect(new Set(items.map(({ data }) => data.messageId)).size).toBe(1)
  await pass(60 * minuteMs)
  expect(got).toHaveLength(1)
})

test('an end does not wait longer than two minutes for the others', async () => {
  const { got, pass, ends } = await told(alarms)
  await ends('Server-Errors', 0)
  await pass(minuteMs)
  await ends('Orders-Stopped', 1)
  await pass(minuteMs)
  expect(got.map(({ message, afterMs }) => [message.subject, afterMs])).toEqual([
    ['Server-Errors and Orders-Stopped are OK since 11:01', 2 * minuteMs],
  ])
  await pass(10 * minuteMs)
  await ends('Orders-Low', 12)
  await pass(1)
  expect(got[1]?.message.subject).toBe('Orders-Low is OK since 11:12')
})

test('where no other alarm is raised, the end is told at once', async () => {
  const { got, pass, ends } = await told(['Orders-Low'])
  await ends('Orders-Low', 0)
  await pass(1)
  expect(got).toHaveLength(1)
})

test('what is raised again while its end waits is told in its order, and alone', async () => {
  const { got, pass, ends, change } = await told(alarms)
  await ends('Server-Errors', 0)
  await change(changeOf({ name: 'Server-Errors', atMs: startMs + minuteMs }))
  await pass(1)
  expect(got.map(({ message }) => message.subject)).toEqual([
    'Server-Errors is in ALARM since 11:01; it was OK at 11:00',
    'Server-Errors is in ALARM since 11:01',
  ])
})

test('programs get the end of each alarm, by its name', async () => {
  const { got, pass, ends } = await told(alarms, 'webhook')
  for (const name of alarms) await ends(name, 0)
  await pass(1)
  expect(got.map(({ message }) => message.alarm)).toEqual(alarms)
})

test('one that is not delivered says the same when it is, of those that are still OK', async () => {
  const here = await told(alarms)
  here.works = false
  for (const name of alarms) await here.ends(name, 0)
  await here.pass(1)
  await here.change(changeOf({ name: 'Orders-Low', atMs: startMs + minuteMs }))
  here.works = true
  await here.pass(minuteMs)
  const subjects = here.got.map(({ message }) => message.subject)
  expect(subjects).toContain('Orders-Stopped and Server-Errors are OK since 11:00')
  expect(subjects).toContain('Orders-Low is in ALARM since 11:01')
})
