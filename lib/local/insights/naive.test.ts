import { expect, test } from 'vitest'
import { openDiffer } from './testdata/naive/differ'

test('a second, naive evaluator gives the same rows (npm run fuzz for more)', async () => {
  const differ = await openDiffer(1)
  for (let seed = 1; seed <= 300; seed += 1) {
    const { query, naive, engine } = await differ.both(seed)
    expect(engine, `seed ${seed}: ${query}`).toEqual(naive)
  }
  await differ.close()
}, 120_000)
