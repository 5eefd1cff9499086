import { expect, test } from '@playwright/test'
import { soak } from '@/scripts/soak/soak'

test('a busy minute with three kills, a full disk, a new proxy and rotations: every line once, every person answered', async () => {
  test.setTimeout(600_000)
  const { lines, answers, wrong } = await soak({
    minutes: 1,
    viewers: 40,
    linesPerSecond: 200,
    say: () => {},
  })
  expect(wrong).toEqual([])
  expect(lines.written).toBeGreaterThan(10_000)
  expect(answers).toBeGreaterThan(100)
})
