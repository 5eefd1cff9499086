import { expect, test } from 'vitest'
import { embeddedMetrics } from './embedded-metrics'

const atMs = Date.parse('2026-11-24T12:00:30Z')
const minuteMs = Date.parse('2026-11-24T12:00:00Z')

const metric = { Name: 'time', Unit: 'Milliseconds' }
const eventOf = (members: object, directive: object = {}, aws: object = {}) =>
  JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        { Namespace: 'shop', Dimensions: [['step']], Metrics: [metric], ...directive },
      ],
      ...aws,
    },
    step: 'order',
    ...members,
  })
const ofStep = '[["step","order"]]'

test.each<[what: string, message: string, datapoints: unknown[][]]>([
  [
    'a number',
    eventOf({ time: 12.5 }),
    [['shop', 'time', ofStep, minuteMs, 12.5, 1, 'Milliseconds']],
  ],
  [
    'several numbers at once',
    eventOf({ time: [1, 2] }),
    [
      ['shop', 'time', ofStep, minuteMs, 1, 1, 'Milliseconds'],
      ['shop', 'time', ofStep, minuteMs, 2, 1, 'Milliseconds'],
    ],
  ],
  [
    'sets of dimensions, one of them empty',
    eventOf({ time: 1, shop: 'b' }, { Dimensions: [[], ['step', 'shop']] }),
    [
      ['shop', 'time', '[]', minuteMs, 1, 1, 'Milliseconds'],
      ['shop', 'time', '[["shop","b"],["step","order"]]', minuteMs, 1, 1, 'Milliseconds'],
    ],
  ],
  [
    'a second, without a unit',
    eventOf({ n: 3 }, { Metrics: [{ Name: 'n', StorageResolution: 1 }] }),
    [['shop', 'n', ofStep, atMs, 3, 1, null]],
  ],
  ['a metric without its value', eventOf({}), []],
  ['a value that is no number', eventOf({ time: '12' }), []],
  ['a dimension without its value', eventOf({ time: 1, step: 7 }), []],
  ['more than 100 values', eventOf({ time: Array.from({ length: 101 }, () => 1) }), []],
  ['an unknown unit', eventOf({ time: 1 }, { Metrics: [{ Name: 'time', Unit: 'Parsecs' }] }), []],
  ['no dimension set', eventOf({ time: 1 }, { Dimensions: [] }), []],
  ['no time', eventOf({ time: 1 }, {}, { Timestamp: 'now' }), []],
  ['no JSON', 'a word and "CloudWatchMetrics"', []],
  ['a plain event', '{"time":1}', []],
])('%s', (_, message, datapoints) => {
  expect(embeddedMetrics(message)).toEqual(datapoints)
})
