import { beforeEach, describe, expect, test, vi } from 'vitest'
import { failureOf } from '../failures'
import { newTurns } from './turns'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  return () => {
    vi.useRealTimers()
  }
})

const turnsWith = (more: Partial<Parameters<typeof newTurns>[0]> = {}) =>
  newTurns({
    operation: 'GetQueryResults',
    perSecond: 5,
    waits: true,
    clock: Date.now,
    pauseMs: 10_000,
    ...more,
  })
type Turns = ReturnType<typeof newTurns>

/** Notes when each call of a lane had its turn, or why it had none. */
function calling(turns: Turns) {
  const served: [lane: string, atMs: number][] = []
  const refused: string[] = []
  const call = (lane: string, signal?: AbortSignal) =>
    void turns.next(lane, signal).then(
      () => served.push([lane, Date.now()]),
      (error) => refused.push(failureOf(error, '').message),
    )
  return { served, refused, call }
}

test('a burst of two, and then the rate', async () => {
  const { served, call } = calling(turnsWith())
  for (let at = 0; at < 12; at += 1) call('one')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(served.map(([, atMs]) => atMs)).toEqual([
    0, 0, 200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800, 2_000,
  ])
})

test('lanes are served in turn: who asks little does not wait for who asks much', async () => {
  const { served, call } = calling(turnsWith())
  for (let at = 0; at < 5; at += 1) call('many')
  call('one')
  for (let at = 0; at < 2; at += 1) call('two')
  await vi.advanceTimersByTimeAsync(2_000)
  // The burst was sent before the others asked.
  expect(served.map(([lane]) => lane)).toEqual([
    ...['many', 'many'],
    ...['many', 'one', 'two', 'many', 'two', 'many'],
  ])
})

test('ten queries that poll as often as they may get their polls alike', async () => {
  const turns = turnsWith()
  const polls = new Map<string, number>()
  const poll = async (lane: string): Promise<void> => {
    await turns.next(lane)
    polls.set(lane, (polls.get(lane) ?? 0) + 1)
    return poll(lane)
  }
  for (let at = 0; at < 10; at += 1) void poll(`query ${at}`)
  await vi.advanceTimersByTimeAsync(20_000)
  const counts = [...polls.values()]
  expect(counts).toHaveLength(10)
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  expect(counts.reduce((a, b) => a + b)).toBe(102)
})

test('who leaves the line is not served, and holds up no one', async () => {
  const { served, call } = calling(turnsWith())
  const leaving = new AbortController()
  call('one')
  call('one')
  call('left', leaving.signal)
  call('two')
  leaving.abort()
  await vi.advanceTimersByTimeAsync(200)
  expect(served.map(([lane]) => lane)).toEqual(['one', 'one', 'two'])
})

test('a throttled call halves the rate, and answers give it back', async () => {
  const turns = turnsWith()
  const { served, call } = calling(turns)
  call('one')
  await vi.advanceTimersByTimeAsync(0)
  turns.throttled()
  call('one')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(served).toEqual([
    ['one', 0],
    ['one', 400],
  ])
  for (let at = 0; at < 10; at += 1) turns.answered()
  served.length = 0
  for (let at = 0; at < 4; at += 1) call('one')
  await vi.advanceTimersByTimeAsync(400)
  expect(served.map(([, atMs]) => atMs - 2_000)).toEqual([0, 0, 200, 400])
})

describe('five throttled calls in a row within a minute', () => {
  async function opened(waits: boolean) {
    const turns = turnsWith({ operation: 'StartQuery', waits })
    for (let at = 0; at < 5; at += 1) {
      await vi.advanceTimersByTimeAsync(1_000)
      turns.throttled()
    }
    return { turns, ...calling(turns) }
  }

  test('nothing is sent for ten seconds, and whoever asks is told why and until when', async () => {
    const { served, refused, call } = await opened(false)
    call('one')
    await vi.advanceTimersByTimeAsync(3_500)
    call('one')
    await vi.advanceTimersByTimeAsync(0)
    expect(served).toEqual([])
    expect(refused).toEqual([
      'CloudWatch is throttling this account’s requests. CafeWatch pauses: it calls StartQuery again in 10 s.',
      'CloudWatch is throttling this account’s requests. CafeWatch pauses: it calls StartQuery again in 7 s.',
    ])
  })

  test('then one call is a probe; its answer lets the others go', async () => {
    const { turns, served, refused, call } = await opened(false)
    await vi.advanceTimersByTimeAsync(10_000)
    for (const lane of ['probe', 'one', 'two']) call(lane)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(served.map(([lane]) => lane)).toEqual(['probe'])
    turns.answered()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(served.map(([lane]) => lane)).toEqual(['probe', 'one', 'two'])
    expect(refused).toEqual([])
  })

  test.each([
    ['the second pause', 1, 20],
    ['the third', 2, 30],
    ['any later one, which stays below the minute between two refreshes', 5, 30],
  ])('a throttled probe: %s is longer', async (_, probes, seconds) => {
    const { turns, refused, call } = await opened(false)
    for (let at = 0; at < probes; at += 1) {
      await vi.advanceTimersByTimeAsync(30_000)
      call('probe')
      call('other')
      await vi.advanceTimersByTimeAsync(0)
      turns.throttled()
      await vi.advanceTimersByTimeAsync(0)
    }
    expect(refused).toHaveLength(probes)
    expect(refused.at(-1)).toContain(`in ${seconds} s.`)
  })

  test('polls of a query that is paid for wait instead', async () => {
    const { served, refused, call } = await opened(true)
    call('poll')
    await vi.advanceTimersByTimeAsync(9_900)
    expect(served).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    expect(served.map(([lane]) => lane)).toEqual(['poll'])
    expect(refused).toEqual([])
  })

  test.each([
    ['an answer between them', (turns: Turns) => turns.answered()],
    ['more than a minute', () => vi.advanceTimersByTimeAsync(61_000)],
  ])('not with %s', async (_, between) => {
    const turns = turnsWith({ waits: false })
    const { refused, served, call } = calling(turns)
    for (let at = 0; at < 4; at += 1) turns.throttled()
    await between(turns)
    turns.throttled()
    call('one')
    await vi.advanceTimersByTimeAsync(5_000)
    expect([served.length, refused]).toEqual([1, []])
  })
})
