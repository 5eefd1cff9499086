import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { AnswersByMethod } from './answers-by-method'

const minute = 60_000
const window = { fromMs: 0, toMs: 10 * minute, binMs: 5 * minute }
const row = (method: string, status: string, requests: number) => ({
  bin: 0,
  method,
  status,
  requests,
})
const drawn = (...rows: ReturnType<typeof row>[]) =>
  renderToStaticMarkup(<AnswersByMethod rows={rows} window={window} zone="UTC" />)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

test('a page that is shown well is not counted to the form on it that fails', () => {
  const text = drawn(row('GET', '200', 4), row('POST', '500', 8))
  expect(text).toMatch(
    /POST 8 requests answered: 0 4xx: 0 5xx: 8.*GET 4 requests answered: 4 4xx: 0 5xx: 0/,
  )
})

test('the methods of those who look for holes are named, and not drawn', () => {
  const text = drawn(
    ...['GET', 'POST', 'HEAD', 'TRACK', 'DEBUG'].map((method, at) => row(method, '200', 9 - at)),
  )
  expect(text).toContain('11 requests with other methods: TRACK, DEBUG')
})
