import { expect, test } from 'vitest'
import type { Failure } from '@/lib/failure'
import { withSharedFailure } from './shared-failure'
import type { CurrentSource } from './use-reading'

const failureOf = (message: string): Failure => ({ kind: 'failed', message, remedy: '' })
const [expired, denied] = [failureOf('expired'), failureOf('denied')]
const failed = (failure: Failure) => ({ reading: { ok: false, failure }, problem: null })
const good = { reading: { ok: true }, problem: null }
const waiting = { reading: null, problem: null }

const sourceWith = (failure?: Failure): CurrentSource => ({
  reading: {
    ...{ ok: true, mode: 'aws', logGroup: 'log', simulated: false, loading: null },
    ...{ newestEventMs: null, newestHour: null, notices: [], failure },
  },
  problem: null,
  loading: false,
  everyMs: 60_000,
})

test.each([
  ['two failed by the same', [failed(expired), failed(expired), good], expired],
  [
    'the most frequent',
    [failed(denied), failed(denied), failed(expired), failed(expired), failed(expired)],
    expired,
  ],
  ['one failed alone', [failed(expired), good, waiting], undefined],
  ['each failed by its own', [failed(expired), failed(denied)], undefined],
])('%s', (_, readings, said) => {
  const { reading } = withSharedFailure(sourceWith(), readings)
  expect(reading?.failure).toEqual(said)
})

test('a failure of the source itself goes first', () => {
  const { reading } = withSharedFailure(sourceWith(denied), [failed(expired), failed(expired)])
  expect(reading?.failure).toEqual(denied)
})
