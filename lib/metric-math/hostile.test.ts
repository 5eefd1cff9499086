import { expect, test } from 'vitest'
import { tryExpression } from './testdata/try-expression'

test('random and damaged expressions are answered or refused, nothing else', async () => {
  const ended = { answered: 0, refused: 0 }
  for (let seed = 1; seed <= 2_000; seed += 1) ended[await tryExpression(seed)] += 1
  expect(ended.answered).toBeGreaterThan(300)
  expect(ended.refused).toBeGreaterThan(300)
})
