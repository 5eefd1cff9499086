import { afterEach, beforeEach, expect, test } from 'vitest'
import { logLines } from '@/lib/demo/visitors'
import { openShop } from '@/lib/saving/testdata/open-shop'
import { minuteMs } from '@/lib/time'
import { startAskingAgain } from './asked-again'
import { readQuery } from './read'
import { runtime, setRuntime } from './runtime'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const clock = { ms: noonMs }
let shop: Awaited<ReturnType<typeof openShop>>
let started: number
beforeEach(async () => {
  clock.ms = noonMs
  started = 0
  const lines = logLines(noonMs - 10 * minuteMs, noonMs, 7, [])
  shop = await openShop({ nowMs: noonMs, lines, clock: () => clock.ms })
  const { answer } = runtime()
  setRuntime({
    ...runtime(),
    clients: undefined,
    answer: async (request) => {
      if (request.target.endsWith('.StartQuery')) started += 1
      if (!answer) throw new Error('no engine')
      return answer(request)
    },
  })
})
afterEach(() => shop.close())

/** How many queries some work starts. */
async function startedBy(work: () => Promise<unknown>): Promise<number> {
  const before = started
  await work()
  return started - before
}
const look = () =>
  Promise.all([
    readQuery('totals', { range: '15m' }, { nowMs: clock.ms }),
    readQuery('totals', { range: '15m' }, { nowMs: clock.ms, period: 'day-ago' }),
  ])

test('when a minute has ended, what an open page asks of it is there already', async () => {
  const { ask, stop } = startAskingAgain()
  expect(await startedBy(look)).toBe(2)
  clock.ms += minuteMs
  expect(await startedBy(ask)).toBe(2)
  expect(await startedBy(look)).toBe(0)
  stop()
})

test('what nobody looks at any more is not asked for', async () => {
  const { ask, stop } = startAskingAgain()
  await look()
  for (let minute = 0; minute < 2; minute += 1) {
    clock.ms += minuteMs
    await ask()
  }
  clock.ms += minuteMs
  expect(await startedBy(ask)).toBe(0)
  stop()
})

test('on CloudWatch nothing is asked for nobody', async () => {
  await look()
  setRuntime({ ...runtime(), localEngine: null })
  const { ask, stop } = startAskingAgain()
  clock.ms += minuteMs
  expect(await startedBy(ask)).toBe(0)
  stop()
})
