import { expect, test } from 'vitest'
import { extractor, valueReader } from './extract'
import { matcher } from './match'
import { parsePattern } from './parse'
import { columnCases, common } from './testdata/columns'

test.each(columnCases)('%s on %s', (pattern, message, values) => {
  const read = parsePattern(pattern)
  const event = { message, fields: null }
  expect(matcher(read)(event)).toBe(values !== null)
  if (values) expect(extractor(read)(event)).toEqual(values)
})

test('a column comes before a field of the same name, and a selector before a column', () => {
  const event = { message: common, fields: { size: '99', agent: 'curl' } }
  const extract = extractor(parsePattern('[..., size]'))
  const found = ['$size', '$.size', '$agent', '$6', '$none'].map((name) =>
    valueReader(name, extract)(event),
  )
  expect(found).toEqual(['12', '99', 'curl', '404', undefined])
})
