import { beforeEach, expect, test, vi } from 'vitest'
import { newLine, type Slot } from './line'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  return () => {
    vi.useRealTimers()
  }
})

/** Queries by name: their slots, and the places that they were told. */
function queriesIn(limit: number) {
  const line = newLine({ limit, clock: Date.now })
  const slots = new Map<string, Slot>()
  const places: Record<string, number[]> = {}
  const leaving: Record<string, AbortController> = {}
  const ask = (...names: string[]) => {
    for (const name of names) {
      const controller = new AbortController()
      leaving[name] = controller
      const told: number[] = []
      places[name] = told
      line.enter({ signal: controller.signal, onPlace: (place) => told.push(place) }).then(
        (slot) => slots.set(name, slot),
        () => told.push(0),
      )
    }
    return vi.advanceTimersByTimeAsync(0)
  }
  const after = (act: () => void, ms = 0) => {
    act()
    return vi.advanceTimersByTimeAsync(ms)
  }
  const slot = (name: string): Slot => {
    const found = slots.get(name)
    if (!found) throw new Error(`${name} has no slot`)
    return found
  }
  return { ask, after, slot, slots, places, leaving, in: () => [...slots.keys()] }
}

test('as many run as may; the others know their place, and move up', async () => {
  const queries = queriesIn(2)
  await queries.ask('a', 'b', 'c', 'd', 'e')
  expect(queries.in()).toEqual(['a', 'b'])
  expect(queries.places).toEqual({ a: [], b: [], c: [1], d: [2], e: [3] })
  await queries.after(() => queries.slot('b').leave())
  expect(queries.in()).toEqual(['a', 'b', 'c'])
  expect(queries.places).toMatchObject({ d: [2, 1], e: [3, 2] })
})

test('who leaves the line gives the place to those behind', async () => {
  const queries = queriesIn(1)
  await queries.ask('a', 'b', 'c')
  await queries.after(() => queries.leaving.b?.abort())
  expect(queries.places).toMatchObject({ b: [1, 0], c: [2, 1] })
  await queries.after(() => queries.slot('a').leave())
  expect(queries.in()).toEqual(['a', 'c'])
})

test('a slot that is left twice is given once', async () => {
  const queries = queriesIn(1)
  await queries.ask('a', 'b', 'c')
  await queries.after(() => {
    queries.slot('a').leave()
    queries.slot('a').leave()
  })
  expect(queries.in()).toEqual(['a', 'b'])
})

test('where CloudWatch has no room: one asks again, first soon and then later, before all others', async () => {
  const queries = queriesIn(3)
  await queries.ask('a')
  queries.slot('a').started()
  await queries.ask('b')
  let tries = 0
  const again = (): Promise<void> => {
    tries += 1
    return queries.slot('b').refused().then(again)
  }
  void again()
  await queries.ask('c')
  expect(queries.in()).toEqual(['a', 'b'])
  expect(queries.places).toMatchObject({ b: [1], c: [2] })
  const triesAt = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms)
    return tries
  }
  expect([await triesAt(499), await triesAt(1), await triesAt(999), await triesAt(1)]).toEqual([
    1, 2, 2, 3,
  ])
})

test('one that ends makes room at once, and a start that is taken lets the others go', async () => {
  const queries = queriesIn(3)
  await queries.ask('a', 'b')
  queries.slot('a').started()
  const back = queries.slot('b').refused()
  await queries.ask('c')
  await queries.after(() => queries.slot('a').leave())
  await expect(back).resolves.toBeUndefined()
  expect(queries.in()).toEqual(['a', 'b'])
  await queries.after(() => queries.slot('b').started())
  expect(queries.in()).toEqual(['a', 'b', 'c'])
})
