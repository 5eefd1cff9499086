import { describe, expect, test } from 'vitest'
import { discoverFields } from './access-log/discover-fields'
import { formats } from './access-log/formats'
import { requestsOf, variantOf } from './access-log/testdata/variants'
import { shippedFilters } from './counted'
import { matcher } from './filter-pattern/match'
import { parsePattern } from './filter-pattern/parse'
import { defaultSite } from './site'

const { steps } = defaultSite
const order = { method: 'POST', request: '/cafe/processOrder.php' }
const withPatterns = formats.flatMap(({ id, pattern }) => (pattern ? [[id, pattern] as const] : []))
const get = { method: 'GET', request: '/cafe/menu.php' }

test('the patterns of text, and of JSON with other names', () => {
  const of = (shape: Parameters<typeof shippedFilters>[1]) =>
    shippedFilters(steps, shape).map(({ pattern }) => pattern)
  const columns = ['client', 'ident', 'user', 'time', 'request', 'status']
  expect(of({ kind: 'columns', columns, requestLine: 'request', status: 'status' })).toEqual([
    '[client, ident, user, time, request, status = 404, ...]',
    '[client, ident, user, time, request, status = 500, ...]',
    '[client, ident, user, time, request, status = 5*, ...]',
    '[client, ident, user, time, request = "POST /cafe/processOrder.php *" || request = "POST /cafe/processOrder.php?*" || request = "POST /cafe/processOrder.php/ *" || request = "POST /cafe/processOrder.php/?*", status = 2* || status = 3*, ...]',
    '[client, ident, user, time, request, status >= 100, ...]',
  ])
  expect(
    of({ kind: 'json', statusIs: 'number', status: '$.code', method: '$.verb', target: '$.uri' }),
  ).toEqual([
    '{ $.code = 404 }',
    '{ $.code = 500 }',
    '{ $.code >= 500 && $.code < 600 }',
    '{ $.verb = "POST" && ($.uri = "/cafe/processOrder.php" || $.uri = "/cafe/processOrder.php?*" || $.uri = "/cafe/processOrder.php/" || $.uri = "/cafe/processOrder.php/?*") && $.code >= 200 && $.code < 400 }',
    '{ $.code >= 100 }',
  ])
  expect(of({ kind: 'json', statusIs: 'either', status: '$.s', requestLine: '$.request' })).toEqual(
    [
      '{ $.s = "404" || $.s = 404 }',
      '{ $.s = "500" || $.s = 500 }',
      '{ $.s = "5*" || ($.s >= 500 && $.s < 600) }',
      '{ ($.request = "POST /cafe/processOrder.php *" || $.request = "POST /cafe/processOrder.php?*" || $.request = "POST /cafe/processOrder.php/ *" || $.request = "POST /cafe/processOrder.php/?*") && ($.s = "2*" || $.s = "3*" || ($.s >= 200 && $.s < 400)) }',
      '{ $.s = "*" || $.s >= 100 }',
    ],
  )
})

describe.each(withPatterns)('%s', (id, pattern) => {
  const format = formats.find((one) => one.id === id)
  if (!format) throw new Error(`There is no format ${id}.`)
  const lines = requestsOf(format).flatMap((sample) => [
    sample.line,
    variantOf(format, sample, { ...get, status: '404' }),
    variantOf(format, sample, { ...get, status: '500' }),
    variantOf(format, sample, { ...get, status: '200' }),
    variantOf(format, sample, { ...get, status: '499' }),
    variantOf(format, sample, { ...get, status: '502' }),
    variantOf(format, sample, { ...get, status: '599' }),
    variantOf(format, sample, { ...order, status: '200' }),
    variantOf(format, sample, { ...order, status: '302' }),
    variantOf(format, sample, { ...order, status: '500' }),
    variantOf(format, sample, { ...order, request: `${order.request}/`, status: '200' }),
    variantOf(format, sample, { ...order, request: `${order.request}x`, status: '200' }),
  ])
  const all = [...lines, 'AH00558: not a request', '{"level":"info","msg":"started"}']
  const wanted: Record<string, (fields: Record<string, string>) => boolean> = {
    '404-Errors': ({ status }) => status === '404',
    '500-Errors': ({ status }) => status === '500',
    '5xx-Errors': ({ status = '' }) => status >= '500' && status < '600',
    Orders: ({ method, request, status = '' }) =>
      method === order.method &&
      [order.request, `${order.request}/`].includes(request ?? '') &&
      status < '400',
    Requests: () => true,
  }

  test.each(shippedFilters(steps, pattern))('$name: $pattern', (filter) => {
    const matches = matcher(parsePattern(filter.pattern))
    const found = all.filter((message) => matches({ message, fields: discoverFields(message) }))
    const requests = requestsOf({ ...format, samples: [...format.samples, ...lines] })
    const expected = new Set(
      requests.filter(({ fields }) => wanted[filter.name]?.(fields)).map(({ line }) => line),
    )
    expect(expected.size).toBeGreaterThan(0)
    expect(new Set(found)).toEqual(expected)
    expect(filter.pattern.length).toBeLessThanOrEqual(1024)
  })
})
