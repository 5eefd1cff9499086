import { describe, expect, test } from 'vitest'
import { newClock } from '@/lib/orders/expected/clock'
import { newBeats } from '@/lib/orders/missing/beats'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { newNumbers } from './testdata/cafe'

const monday = Date.UTC(2026, 10, 2)
const noon = monday + 12 * dayMs + 12 * hourMs
const asIs = (fromMs: number, toMs: number) => toMs - fromMs

interface Client {
  agent: string | null
  /** ms from one line to the next, by chance where it is drawn. */
  next: (draw: () => number) => number
  untilMs?: number
}

const beat = (minutes: number): Client => ({
  agent: `every ${minutes}`,
  next: () => minutes * minuteMs,
})
/** People, or a crawler, who come by chance. */
const chance = (agent: string | null, anHour: number): Client => ({
  agent,
  next: (draw) => (-Math.log(1 - draw()) * hourMs) / anHour,
})
const people = chance(null, 30)

/** Minutes after the end at which a log that ends is told to be silent; it is asked at each minute before too. */
function told(clients: readonly Client[], endMs = noon): { after: number; before: number } {
  const beats = newBeats(newClock('UTC'))
  const draw = newNumbers(5)
  const lines = clients
    .flatMap(({ agent, next, untilMs = endMs }, nth) => {
      const all: { agent: string | null; ms: number }[] = []
      const toMs = Math.min(untilMs, endMs)
      for (let ms = monday + nth * 9_000; ms <= toMs; ms += next(draw)) all.push({ agent, ms })
      return all
    })
    .sort((a, b) => a.ms - b.ms)
  let [lastMs, before] = [monday, 0]
  for (const { agent, ms } of lines) {
    for (let at = Math.ceil(lastMs / minuteMs) * minuteMs; at < ms; at += minuteMs)
      if (beats.areMissed(lastMs, at, asIs)) before += 1
    beats.see(agent, ms, asIs, false)
    lastMs = ms
  }
  for (let at = Math.ceil(lastMs / minuteMs) * minuteMs; at < lastMs + hourMs; at += minuteMs)
    if (beats.areMissed(lastMs, at, asIs)) return { after: (at - endMs) / minuteMs, before }
  return { after: Infinity, before }
}

describe('when nothing comes any more', () => {
  test('a monitor of each minute: three minutes, whatever the people do', () => {
    const { after, before } = told([beat(1), people])
    expect(after).toBeLessThanOrEqual(4)
    expect(before).toBe(0)
  })

  test.each([
    ['it was due three minutes later', 3, 5],
    ['it had just asked', 5, 7],
    // A log that is rotated may lose what comes then.
    ['it was due at once: the next time counts', 0.5, 7],
  ])('a monitor of each 5 minutes, and %s', (_, dueMinutes, most) => {
    const clients = [beat(5), chance(null, 60), chance('crawler', 15)]
    const { after, before } = told(clients, noon - dueMinutes * minuteMs)
    expect(after).toBeLessThan(most)
    expect(before).toBe(0)
  })

  test('nobody asks at a beat: only a pause by itself tells', () => {
    expect(told([people, chance('crawler', 15)])).toEqual({ after: Infinity, before: 0 })
  })

  test('a monitor that was ended hours before is not missed', () => {
    const ended = { ...beat(1), untilMs: noon - 5 * hourMs }
    expect(told([ended, people]).after).toBe(Infinity)
  })

  test('where others pause for long all the time, a beat that is missed now and then is no news', () => {
    const draws = newNumbers(3)
    const careless: Client = {
      agent: 'careless',
      next: () => (draws() < 0.02 ? 10 : 5) * minuteMs,
    }
    expect(told([careless, chance(null, 4)]).before).toBe(0)
  })
})
