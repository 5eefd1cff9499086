import { expect, test } from 'vitest'
import * as z from 'zod'
import { dimensions, listOf, moment, oneOf, read, text, whole } from './input'

const rules = z.object({
  StateValue: oneOf(['INSUFFICIENT_DATA', 'ALARM', 'OK']).optional(),
  OKActions: listOf(text(1, 5), 0, 2).optional(),
  MetricData: listOf(z.object({ MetricName: text(1, 5) }), 0, 2).optional(),
  Dimensions: dimensions.optional(),
  Period: whole(1, 9).optional(),
  Value: z.number().optional(),
  Flag: z.boolean().optional(),
  StartTime: moment.optional(),
  Resolution: z.literal([1, 60]).optional(),
  Set: z.object({ Sum: z.number(), Kind: oneOf(['a']) }).optional(),
  tags: z.record(text(2, 5), text(0, 2)).optional(),
})

test.each<[input: object, message: string]>([
  [
    { StateValue: 'x' },
    "Value 'x' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]",
  ],
  [
    { MetricData: [{ MetricName: 'm' }, { MetricName: '' }] },
    "Value '' at 'metricData.2.member.metricName' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    { MetricData: [{}] },
    "Value null at 'metricData.1.member.metricName' failed to satisfy constraint: Member must not be null",
  ],
  [
    { OKActions: ['', 'a'], Period: 10 },
    "Value '' at 'oKActions.1.member' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '10' at 'period' failed to satisfy constraint: Member must have value less than or equal to 9",
  ],
  [
    { OKActions: 'a' },
    "Value 'a' at 'oKActions' failed to satisfy constraint: Member must be a list",
  ],
  [
    { Dimensions: [{ Name: 'n', Value: 5 }] },
    "Value '5' at 'dimensions.1.member.value' failed to satisfy constraint: Member must be a text",
  ],
  [{ Period: 'x' }, "Value 'x' at 'period' failed to satisfy constraint: Member must be a number"],
  [{ Value: 'x' }, "Value 'x' at 'value' failed to satisfy constraint: Member must be a number"],
  [
    { Flag: 'no' },
    "Value 'no' at 'flag' failed to satisfy constraint: Member must be true or false",
  ],
  [
    { StartTime: {} },
    "Value '{}' at 'startTime' failed to satisfy constraint: Member must be a timestamp",
  ],
  [
    { Resolution: 2 },
    "Value '2' at 'resolution' failed to satisfy constraint: Member must satisfy enum value set: [1, 60]",
  ],
  [
    { Set: {} },
    "Value null at 'set.sum' failed to satisfy constraint: Member must not be null; Value null at 'set.kind' failed to satisfy constraint: Member must not be null",
  ],
  [
    { tags: { Team: 'web' } },
    "Value 'web' at 'tags.Team' failed to satisfy constraint: Member must have length less than or equal to 2",
  ],
  [
    { tags: { x: '' } },
    "Value 'x' at 'tags.x' failed to satisfy constraint: Member must have length greater than or equal to 2",
  ],
])('%j: %s', (input, message) => {
  const count = message.split('; Value').length
  const start = `${count} validation error${count > 1 ? 's' : ''} detected: `
  // Only CloudWatch Logs has maps: their keys stay as they are.
  const type = 'tags' in input ? 'InvalidParameterException' : 'ValidationError'
  expect(() => read(rules, input, type)).toThrow(
    expect.objectContaining({ type, message: start + message }),
  )
})
