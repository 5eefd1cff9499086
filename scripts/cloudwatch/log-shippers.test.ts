import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageEngine } from './testdata/engine-process'
import { names, startShipping } from './testdata/shipping'

const folder = mkdtempSync(join(tmpdir(), 'cloudwatch-shippers-'))
let engines: Awaited<ReturnType<typeof packageEngine>>
beforeAll(async () => {
  engines = await packageEngine('cloudwatch-shippers', folder)
})
afterAll(() => {
  engines.remove()
  rmSync(folder, { recursive: true })
})

const upTo = (lines: number) => Array.from({ length: lines }, (_, at) => at + 1)
const distinct = (numbers: number[]) => [...new Set(numbers)].sort((a, b) => a - b)

test('throttled for a while, and through a restart: each line is stored once', async () => {
  const all = await startShipping(engines, join(folder, 'kept'), { AWS_MAX_ATTEMPTS: '12' })
  try {
    await all.until((name) => all.answered(name, 200).length > 0)
    all.wire.now.isThrottling = true
    await wait(1_500)
    await all.until((name) => all.answered(name, 'throttled').length > 0)
    all.wire.now.isThrottling = false
    const before = new Map(names.map((name) => [name, all.answered(name, 200).length]))
    await all.until((name) => all.answered(name, 200).length > (before.get(name) ?? 0))

    expect(await all.stopEngine()).toBe(0)
    await all.until((name) => all.answered(name, 'none').length > 0)
    await all.startEngine()

    const lines = await all.stopWriting()
    await all.until(
      // It sends its last lines when it is closed.
      (name) => name === 'pino' || distinct(all.answered(name, 200)).length === lines[name],
    )
    await Promise.all(names.map(all.closeShipper))
    for (const name of names) expect(await all.stored(name), name).toEqual(upTo(lines[name]))
  } finally {
    await all.close()
  }
})

test('away for longer than a shipper tries: what was answered is stored once, and nothing else', async () => {
  const all = await startShipping(engines, join(folder, 'given-up'))
  // The SDK sends 3 times by itself, and winston-cloudwatch puts 5 times, LogTape 4 times, pino’s once.
  const tries = { winston: 15, logtape: 12, pino: 3 }
  try {
    await all.until((name) => all.answered(name, 200).length > 0)
    await all.stopEngine()
    await all.until((name) => all.tries(name) >= tries[name])
    await all.startEngine()
    await wait(500)

    const lines = await all.stopWriting()
    await all.until(
      (name) => name === 'pino' || distinct(all.answered(name, 200, 'none')).length === lines[name],
    )
    await Promise.all(names.map(all.closeShipper))
    for (const name of names) {
      const stored = await all.stored(name)
      expect(stored, name).toEqual(all.answered(name, 200).sort((a, b) => a - b))
      expect(stored, name).toEqual(distinct(stored))
      const lost = upTo(lines[name]).filter((number) => !stored.includes(number))
      const unanswered = all.answered(name, 'none')
      expect(lost.length, name).toBeGreaterThan(0)
      expect(
        lost.filter((number) => !unanswered.includes(number)),
        name,
      ).toEqual([])
      expect(all.tries(name), name).toBe(tries[name])
    }
  } finally {
    await all.close()
  }
})
