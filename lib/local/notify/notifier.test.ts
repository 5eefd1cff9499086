import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { reasonInZone } from '@/lib/alarms/reason-in-zone'
import type { StateTransition } from '@/lib/local/state-transition'
import { minuteMs } from '@/lib/time'
import type { Message } from './message'
import type { SendResult } from './outcome'
import { changeOf, startMs } from './testdata/changes'
import { attemptTimeoutMs, fakeTime } from './testdata/fake-time'
import { openNotifier, refused, webhook } from './testdata/open-notifier'
import type { EvidenceOf } from './words'

const ok: SendResult = { ok: true }
const arn = (name: string) => `arn:aws:sns:local:000000000000:${name}`

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function folder() {
  const dir = await mkdtemp(join(tmpdir(), 'notify-'))
  closing.push(() => rm(dir, { recursive: true }))
  return join(dir, 'store.duckdb')
}

/** Records what each recipient gets; `reply` is what it answers, which a test may replace. */
async function open({
  names = ['ops'],
  path,
  evidenceOf,
}: {
  names?: string[]
  path?: string
  evidenceOf?: EvidenceOf
} = {}) {
  const time = fakeTime(startMs)
  const got: { to: string; message: Message; atMs: number }[] = []
  const here = { reply: (_to: string): SendResult => ok }
  const opened = await openNotifier({
    time,
    names,
    path,
    evidenceOf,
    behave: async (to, message) => {
      const sent = here.reply(to)
      if (sent.ok) got.push({ to, message, atMs: time.clock() })
      return sent
    },
  })
  closing.push(opened.close)
  return Object.assign(here, {
    ...opened,
    time,
    got,
    advance: (ms: number) => time.advance(ms, names.length),
  })
}

test('a state change notifies each recipient of its alarm once, and the history says so', async () => {
  const { change, got, actionItems, time, notifier } = await open({
    names: ['ops', 'owner', 'unused'],
  })
  await change(changeOf({ actions: [arn('ops'), arn('owner'), arn('ops')] }))
  await time.idle(3)
  expect(got.map(({ to }) => to).sort()).toEqual(['ops', 'owner'])
  expect(got[0]?.message.subject).toBe('500-Errors is in ALARM since 11:00')
  expect(new Set(got.map(({ message }) => message.id)).size).toBe(2)
  expect(await actionItems()).toEqual(
    ['ops', 'owner'].map((name) => ({
      alarm: '500-Errors',
      atMs: startMs,
      summary: `Successfully executed action ${arn(name)}`,
      data: {
        actionState: 'Succeeded',
        notificationResource: arn(name),
        stateUpdateTimestamp: startMs,
        error: null,
        target: { name, kind: 'webhook', address: `${name}.example` },
        messageId: got.find(({ to }) => to === name)?.message.id,
        attempts: 1,
        changes: 1,
      },
    })),
  )
  expect(await notifier.status()).toMatchObject([
    { name: 'ops', deliveredMs: startMs, waiting: 0, waitingSinceMs: null, problem: null },
    { name: 'owner', deliveredMs: startMs },
    { name: 'unused', deliveredMs: null, waiting: 0, givenUp: 0 },
  ])
})

const states: [what: string, states: StateTransition['to'][], told: StateTransition['to'][]][] = [
  ['the end of a trouble that was told', ['ALARM', 'OK'], ['ALARM', 'OK']],
  ['a first state that is good', ['OK'], []],
  ['no data, then good again', ['INSUFFICIENT_DATA', 'OK'], []],
  [
    'good again after no data in the trouble',
    ['ALARM', 'INSUFFICIENT_DATA', 'OK'],
    ['ALARM', 'OK'],
  ],
  ['good twice', ['ALARM', 'OK', 'INSUFFICIENT_DATA', 'OK'], ['ALARM', 'OK']],
]
test.each(states)('OK follows a told ALARM only: %s', async (_, to, told) => {
  const { change, got, advance } = await open()
  for (const [at, state] of to.entries()) {
    const from = to[at - 1] ?? 'INSUFFICIENT_DATA'
    const actions = state === 'INSUFFICIENT_DATA' ? [] : [arn('ops')]
    const one = changeOf({ from, to: state, atMs: startMs + at * minuteMs, actions })
    one.definition.AlarmActions = [arn('ops')]
    await change(one)
    await advance(minuteMs)
  }
  expect(got.map(({ message }) => message.state)).toEqual(told)
})

test('who was set up while it lasted, or only for OK, hears of the end as it knows of the trouble', async () => {
  const { change, got, time, notifier } = await open()
  const only = (to: StateTransition['to'], actions: string[], AlarmActions: string[]) => {
    const one = changeOf({ to, atMs: startMs + (to === 'OK' ? minuteMs : 0), actions })
    return { ...one, definition: { ...one.definition, AlarmActions } }
  }
  await change(only('ALARM', [arn('ops')], [arn('ops')]))
  await time.idle(1)
  await notifier.setRecipients(['ops', 'new', 'calm'].map(webhook))
  await change(only('OK', ['ops', 'new', 'calm'].map(arn), [arn('ops'), arn('new')]))
  await time.idle(3)
  expect(got.map(({ to, message }) => `${message.state} to ${to}`).sort()).toEqual([
    'ALARM to ops',
    'OK to calm',
    'OK to ops',
  ])
})

test('the message of the end says how long the trouble was, with a gap in its data', async () => {
  const asked: unknown[] = []
  const evidenceOf: EvidenceOf = async (_, { to, raisedMs }) => {
    asked.push([to, raisedMs])
    return { lines: [] }
  }
  const { change, got, advance } = await open({ evidenceOf })
  const story = ['ALARM', 'INSUFFICIENT_DATA', 'ALARM', 'OK'] as const
  for (const [at, to] of story.entries()) {
    const actions = to === 'INSUFFICIENT_DATA' ? [] : [arn('ops')]
    const one = changeOf({
      from: story[at - 1] ?? 'OK',
      to,
      actions,
      atMs: startMs + at * minuteMs,
    })
    await change(one)
    await advance(minuteMs)
  }
  expect(got.at(-1)?.message.lines[0]).toBe('It was in ALARM for 3\u00a0min, from 11:00 to 11:03')
  // What is known of its end is of what had raised it.
  expect(asked.at(-1)).toEqual(['OK', startMs])
})

test('a change that is not stored notifies no one', async () => {
  const { store, notifier, got, advance } = await open()
  const failing = store.transaction(async (session) => {
    await notifier.queueNotifications(session, changeOf())
    throw new Error('the evaluation failed')
  })
  await expect(failing).rejects.toThrow('the evaluation failed')
  await advance(20 * minuteMs)
  expect(got).toEqual([])
})

test('an action that names no recipient is a failed action in the history, and nothing else', async () => {
  const { change, got, actionItems, time, logged } = await open()
  await change(changeOf({ actions: ['arn:aws:sns:eu-west-1:111122223333:gone'] }))
  await time.idle(1)
  expect(got).toEqual([])
  expect(logged).toEqual([])
  expect(await actionItems()).toMatchObject([
    {
      summary: 'Failed to execute action arn:aws:sns:eu-west-1:111122223333:gone',
      data: { actionState: 'Failed', error: expect.stringContaining('No recipient') },
    },
  ])
})

test('failed messages are retried after growing pauses, logged once, and delivered with the same id', async () => {
  const opened = await open()
  const { change, got, actionItems, time, logged, notifier, advance } = opened
  const tries: number[] = []
  opened.reply = () => {
    tries.push((time.clock() - startMs) / 1000)
    return refused
  }
  await change(changeOf())
  await time.idle(1)
  const [{ data: failure } = { data: undefined }] = await actionItems()
  expect(failure).toMatchObject({
    actionState: 'Failed',
    attempts: 1,
    error: 'Nothing listens there. Start it.',
  })
  expect(await notifier.status()).toMatchObject([
    {
      deliveredMs: null,
      waiting: 1,
      waitingSinceMs: startMs,
      problem: { message: 'Nothing listens there.', remedy: 'Start it.', againMs: startMs + 5000 },
    },
  ])
  await advance(150 * minuteMs)
  expect(tries).toEqual([0, 5, 20, 80, 380, 1280, 4880, 8480])
  opened.reply = () => ok
  await advance(60 * minuteMs)
  expect(got).toHaveLength(1)
  expect(got[0]?.message.id).toBe(failure?.messageId)
  expect((await actionItems()).map(({ summary }) => String(summary).split(' ')[0])).toEqual([
    'Failed',
    'Successfully',
  ])
  expect((await actionItems())[1]?.data).toMatchObject({ attempts: 9 })
  expect(logged).toEqual([
    'A message to ops was not delivered and will be retried: Nothing listens there. Start it.',
  ])
  expect(await notifier.status()).toMatchObject([{ waiting: 0, problem: null }])
})

test('a dead recipient and a hanging one delay neither a working one nor the evaluation', async () => {
  const time = fakeTime(startMs)
  const got: string[] = []
  const opened = await openNotifier({
    time,
    names: ['dead', 'hanging', 'working'],
    behave: async (to, message, signal) => {
      if (to === 'dead') return refused
      if (to === 'hanging')
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(refused))
        })
      got.push(message.subject)
      return ok
    },
  })
  closing.push(opened.close)
  const actions = ['dead', 'hanging', 'working'].map(arn)
  await opened.change(changeOf({ actions }))
  await opened.change(changeOf({ to: 'OK', atMs: startMs + minuteMs, actions }))
  await vi.waitFor(() => expect(got).toHaveLength(2))
  expect(got[1]).toBe('500-Errors is OK since 11:01')
  time.end(attemptTimeoutMs)
  await vi.waitFor(async () =>
    expect((await opened.notifier.status())[1]).toMatchObject({ name: 'hanging', problem: {} }),
  )
})

test('a sender that ignores its timeout is abandoned', async () => {
  const time = fakeTime(startMs)
  const opened = await openNotifier({ time, behave: () => new Promise(() => {}) })
  closing.push(opened.close)
  await opened.change(changeOf())
  await vi.waitFor(() => expect(time.sleeping(attemptTimeoutMs)).toBe(true))
  time.end(attemptTimeoutMs)
  await vi.waitFor(() => expect(time.sleeping(2_000)).toBe(true))
  time.end(2_000)
  await time.idle(1)
  expect(await opened.notifier.status()).toMatchObject([
    { waiting: 1, problem: { message: 'ops.example did not answer in time.' } },
  ])
})

test('what is waiting, and until when, survives restarts', async () => {
  const path = await folder()
  const first = await open({ path })
  first.reply = () => refused
  await first.change(changeOf())
  await first.advance(20_000)
  await first.close()
  closing.pop()

  const second = await open({ path })
  second.time.set(startMs + 79_000)
  await second.time.idle(1)
  expect(second.got).toEqual([])
  await second.advance(minuteMs)
  expect(second.got).toHaveLength(1)
  expect((await second.actionItems()).at(-1)?.data).toMatchObject({ attempts: 4 })
})

test('after a delivery, messages that wait for a retry are sent too', async () => {
  const opened = await open()
  opened.reply = () => refused
  await opened.change(changeOf())
  await opened.advance(30 * minuteMs)
  opened.reply = () => ok
  await opened.change(changeOf({ name: '404-Errors', atMs: startMs + 30 * minuteMs }))
  await opened.time.idle(1)
  expect(opened.got.map(({ message }) => message.alarm)).toEqual(['404-Errors', '500-Errors'])
})

test('flapping: three changes get a message each, the others share one with the current state', async () => {
  const { change, got, advance, actionItems } = await open()
  for (let minute = 0; minute < 14; minute += 1) {
    await change(
      changeOf({ to: minute % 2 === 0 ? 'ALARM' : 'OK', atMs: startMs + minute * minuteMs }),
    )
    await advance(minuteMs)
  }
  expect(got).toHaveLength(3)
  await advance(2 * minuteMs)
  expect(got).toHaveLength(4)
  const { message } = got[3] ?? {}
  expect(message?.subject).toBe(
    '500-Errors is OK since 11:13; it changed 11 times between 11:03 and 11:13',
  )
  expect(message?.lines).toContain(
    `Changes: ${Array.from({ length: 11 }, (_, at) => `11:${String(at + 3).padStart(2, '0')} ${at % 2 === 0 ? 'OK' : 'ALARM'}`).join(', ')}`,
  )
  expect(message?.changes).toHaveLength(11)
  expect((await actionItems()).map(({ data }) => data.changes)).toEqual([1, 1, 1, 11])
  await advance(60 * minuteMs)
  expect(got).toHaveLength(4)
})

test('a flapping alarm folds no other alarm, nor its own changes for another recipient', async () => {
  const { change, got, time } = await open({ names: ['ops', 'owner'] })
  for (let at = 0; at < 4; at += 1) await change(changeOf({ atMs: startMs + at }))
  await change(changeOf({ name: '404-Errors' }), changeOf({ actions: [arn('owner')] }))
  await time.idle(2)
  expect(got.map(({ to, message }) => `${message.alarm} to ${to}`).sort()).toEqual([
    '404-Errors to ops',
    '500-Errors to ops',
    '500-Errors to ops',
    '500-Errors to ops',
    '500-Errors to owner',
  ])
})

test('changes that were missed share one message', async () => {
  const { change, got, time } = await open()
  const hour = 60 * minuteMs
  await change(
    ...[3, 2, 1].map((ago, at) =>
      changeOf({ to: at % 2 === 0 ? 'ALARM' : 'OK', atMs: startMs - ago * hour }),
    ),
  )
  await time.idle(1)
  expect(got.map(({ message }) => message.subject)).toEqual([
    '500-Errors is in ALARM since 10:00; it changed 3 times between 08:00 and 10:00',
  ])
})

test('a late message says the current state besides its own', async () => {
  const opened = await open()
  opened.reply = () => refused
  await opened.change(changeOf())
  await opened.time.idle(1)
  await opened.change(changeOf({ to: 'OK', atMs: startMs + 3 * minuteMs, actions: [] }))
  opened.reply = () => ok
  await opened.advance(5_000)
  expect(opened.got[0]?.message.subject).toBe(
    '500-Errors is OK since 11:03; it was in ALARM at 11:00',
  )
})

test('a recipient that is back after hours gets one message of an alarm, not dozens', async () => {
  const opened = await open()
  opened.reply = () => refused
  for (let at = 0; at < 6; at += 1) {
    const atMs = opened.time.clock()
    await opened.change(changeOf({ to: at % 2 === 0 ? 'ALARM' : 'OK', atMs }))
    await opened.advance(20 * minuteMs)
  }
  opened.reply = () => ok
  await opened.advance(70 * minuteMs)
  expect(opened.got.map(({ message }) => message.subject)).toEqual([
    '500-Errors is OK since 12:40; it changed 6 times between 11:00 and 12:40',
  ])
  expect(await opened.notifier.status()).toMatchObject([{ waiting: 0 }])
})

test('given up after 7 days: logged, shown and in the history', async () => {
  const opened = await open()
  opened.reply = () => refused
  await opened.change(changeOf())
  await opened.time.idle(1)
  opened.time.set(startMs + (7 * 24 * 60 - 2) * minuteMs)
  await opened.advance(minuteMs)
  expect(await opened.notifier.status()).toMatchObject([{ waiting: 1, givenUp: 0 }])
  await opened.advance(62 * minuteMs)
  expect(await opened.notifier.status()).toMatchObject([{ waiting: 0, givenUp: 1, problem: null }])
  expect(opened.logged.at(-1)).toBe(
    'Gave up on a message to ops after 7 days. Nothing listens there.',
  )
  expect((await opened.actionItems()).at(-1)?.data.error).toBe(
    'Gave up after 7 days. Nothing listens there. Start it.',
  )
})

test('a clock that is set back delays a message by no more than the longest pause', async () => {
  const opened = await open()
  opened.reply = () => refused
  await opened.change(changeOf())
  await opened.time.idle(1)
  opened.reply = () => ok
  opened.time.set(startMs - 365 * 24 * 60 * minuteMs)
  await opened.advance(2 * minuteMs)
  expect(opened.got).toHaveLength(1)
})

test('messages to a recipient that is no longer declared are given up, and that is logged', async () => {
  const path = await folder()
  const first = await open({ path })
  first.reply = () => refused
  await first.change(changeOf())
  await first.time.idle(1)
  await first.close()
  closing.pop()
  const second = await open({ path, names: ['owner'] })
  expect(second.logged).toEqual([
    'Gave up 1 message: the site file no longer declares the recipient.',
  ])
  expect((await second.actionItems()).at(-1)?.data).toMatchObject({
    actionState: 'Failed',
    notificationResource: arn('ops'),
  })
})

test('recipients that change while messages wait: corrected ones get them at once, others no more', async () => {
  const here = await open({ names: ['ops', 'owner', 'same'] })
  const { change, got, time, notifier, actionItems, logged } = here
  here.reply = (to) => (to === 'same' ? ok : refused)
  await change(changeOf({ actions: [arn('ops'), arn('owner'), arn('same')] }))
  await time.idle(3)
  expect(got.map(({ to }) => to)).toEqual(['same'])
  here.reply = () => ok
  const corrected = { ...webhook('ops'), url: 'https://right.example/hook' }
  await notifier.setRecipients([corrected, webhook('same'), webhook('night')])
  await time.idle(3)
  expect(got.map(({ to }) => to)).toEqual(['same', 'ops'])
  const givenUp = (await actionItems()).filter(({ data }) => data.target === undefined)
  expect(givenUp.map(({ data }) => data.notificationResource)).toEqual([arn('owner')])
  expect(logged.at(-1)).toMatch(/^Gave up 1 message:/)
  await change(changeOf({ atMs: startMs + minuteMs, actions: [arn('owner'), arn('night')] }))
  await time.idle(3)
  expect(got.map(({ to }) => to)).toEqual(['same', 'ops', 'night'])
  expect((await notifier.status()).map(({ name }) => name)).toEqual(['ops', 'same', 'night'])
})

test('messages are in the name of the shop as it is called now', async () => {
  const { change, got, time, notifier } = await open()
  await notifier.setRecipients([webhook('ops')], 'the bakery')
  await change(changeOf({ actions: [arn('ops')] }))
  await time.idle(1)
  expect(JSON.stringify(got[0]?.message)).toContain('the bakery')
  expect(JSON.stringify(got[0]?.message)).not.toContain('the café')
})

test('one that is not saved gets a test message, at most one of them in 5 seconds', async () => {
  const { got, notifier, time } = await open()
  expect(await notifier.testUnsaved(webhook('new'), 'the bakery')).toEqual({ ok: true })
  expect(JSON.stringify(got[0]?.message)).toContain('the bakery')
  expect(await notifier.testUnsaved(webhook('other'))).toMatchObject({ reason: 'too-soon' })
  expect(await notifier.test('ops')).toEqual({ ok: true })
  time.set(startMs + 5_000)
  expect(await notifier.testUnsaved(webhook('other'))).toEqual({ ok: true })
  expect(got.map(({ to }) => to)).toEqual(['new', 'ops', 'other'])
  expect((await notifier.status()).map(({ name }) => name)).toEqual(['ops'])
})

test('a message cut off by the end of the process is sent again after the next start, with its id', async () => {
  const path = await folder()
  const time = fakeTime(startMs)
  const ids: string[] = []
  const first = await openNotifier({
    path,
    time,
    behave: (_, { id }, signal) =>
      new Promise((resolve) => {
        ids.push(id)
        signal.addEventListener('abort', () => resolve(refused))
      }),
  })
  await first.change(changeOf())
  await vi.waitFor(() => expect(ids).toHaveLength(1))
  await first.close()
  const second = await open({ path })
  await second.time.idle(1)
  expect(second.got.map(({ message }) => message.id)).toEqual(ids)
  expect((await second.actionItems()).map(({ data }) => data.actionState)).toEqual(['Succeeded'])
})

test('a test message is sent at once, bypassing the outbox, and at most one in 5 seconds', async () => {
  const opened = await open({ names: ['ops', 'dead'] })
  opened.reply = (to) => (to === 'dead' ? refused : ok)
  const { notifier, got, time, actionItems } = opened
  expect(await notifier.test('ops')).toEqual({ ok: true })
  expect(got[0]?.message).toMatchObject({
    subject: 'Test message to ops',
    state: 'OK',
    changes: [],
  })
  expect(await notifier.test('ops')).toMatchObject({ ok: false, reason: 'too-soon' })
  expect(await notifier.test('dead')).toEqual({
    ok: false,
    reason: 'not-delivered',
    message: 'Nothing listens there.',
    remedy: 'Start it.',
  })
  expect(await notifier.test('missing')).toMatchObject({ ok: false, reason: 'unknown-recipient' })
  time.set(startMs + 5000)
  expect(await notifier.test('ops')).toEqual({ ok: true })
  expect(await actionItems()).toEqual([])
  expect(await notifier.status()).toMatchObject([{ deliveredMs: null }, { problem: null }])
})

const said = ['Orders stopped at 10:42.', 'GET /\u202e\n<!channel> answers 500 to every request.']
const plain = [
  'Orders stopped at 10:42.',
  'GET /⟨U+202E⟩⟨U+000A⟩<!channel> answers 500 to every request.',
]

test('what is known of the trouble is said first, and in CloudWatch’s reason', async () => {
  const asked: unknown[] = []
  const { change, got } = await open({
    async evidenceOf(alarm, { to, atMs }) {
      asked.push([alarm, to, atMs])
      return { lines: said }
    },
  })
  const one = changeOf({ name: 'Orders-Stopped' })
  await change(one)
  await vi.waitFor(() => expect(got).toHaveLength(1))
  expect(asked).toEqual([['Orders-Stopped', 'ALARM', startMs]])
  const { lines, cloudwatch } = got[0]?.message ?? { lines: [], cloudwatch: { message: '{}' } }
  expect(lines.slice(0, 2)).toEqual(plain)
  expect(lines).toContain(`Reason: ${reasonInZone(one.reason, startMs, 'Europe/Berlin')}`)
  expect(JSON.parse(cloudwatch.message).NewStateReason).toBe(`${one.reason} ${plain.join(' ')}`)
})

test.each<[string, EvidenceOf]>([
  ['cannot be known', async () => Promise.reject(new Error('The log group cannot be read.'))],
  ['takes too long', () => new Promise(() => {})],
])('evidence that %s holds no message up: it says what the alarm says', async (_, evidenceOf) => {
  const { change, got, advance, time } = await open({ evidenceOf })
  await change(changeOf({ name: 'Orders-Stopped' }))
  await time.idle(1)
  await advance(20_000)
  expect(got.map(({ message }) => message.lines[0])).toEqual([
    'A request answered with 500 within 1 minute',
  ])
})

test('evidence of great length is cut, by whole characters', async () => {
  const { change, got } = await open({
    evidenceOf: async () => ({ lines: Array.from({ length: 90 }, () => '🧁'.repeat(9_000)) }),
  })
  await change(changeOf({ name: 'Orders-Stopped' }))
  await vi.waitFor(() => expect(got).toHaveLength(1))
  const { lines, cloudwatch } = got[0]?.message ?? { lines: [], cloudwatch: { message: '{}' } }
  expect(lines.filter((line) => line === `${'🧁'.repeat(399)}…`)).toHaveLength(10)
  expect([...JSON.parse(cloudwatch.message).NewStateReason]).toHaveLength(1_023)
})
