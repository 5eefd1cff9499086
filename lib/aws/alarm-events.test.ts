import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch'
import { expect, test } from 'vitest'
import { eventOf } from './alarm-events'

const at = new Date('2026-11-20T10:00:00Z')
const arn = 'arn:aws:sns:eu-central-1:123456789012:ops'
const target = { name: 'ops', kind: 'email', address: 'ops@cafe.example' }

test.each<[string, AlarmHistoryItem, object[]]>([
  [
    'a state change',
    {
      HistoryItemType: 'StateUpdate',
      HistoryData: JSON.stringify({
        oldState: { stateValue: 'OK' },
        newState: { stateValue: 'ALARM', stateReason: 'from 81.210.3.4' },
      }),
    },
    [{ kind: 'changed', from: 'OK', to: 'ALARM', reason: 'from 81.210.3.0/24' }],
  ],
  ['a state change that cannot be read', { HistoryItemType: 'StateUpdate', HistoryData: '{' }, []],
  [
    'an action of CloudWatch',
    {
      HistoryItemType: 'Action',
      HistorySummary: `Successfully executed action ${arn}`,
      HistoryData: JSON.stringify({ actionState: 'Succeeded', notificationResource: arn }),
    },
    [{ kind: 'notified', recipient: 'ops', detail: '' }],
  ],
  [
    'an action without data',
    { HistoryItemType: 'Action', HistorySummary: `Failed to execute action ${arn}` },
    [{ kind: 'not notified', recipient: 'ops' }],
  ],
  [
    'a recipient of the engine',
    {
      HistoryItemType: 'Action',
      HistorySummary: `Successfully executed action ${arn}`,
      HistoryData: JSON.stringify({ actionState: 'Succeeded', error: null, target }),
    },
    [{ kind: 'notified', recipient: 'ops (email)', detail: 'ops@cafe.example' }],
  ],
  [
    'a recipient that could not be notified',
    {
      HistoryItemType: 'Action',
      HistorySummary: `Failed to execute action ${arn}`,
      HistoryData: JSON.stringify({
        actionState: 'Failed',
        error: 'Nothing listens there.',
        target,
      }),
    },
    [{ kind: 'not notified', recipient: 'ops (email)', detail: 'Nothing listens there.' }],
  ],
  [
    'a change of the definition',
    { HistoryItemType: 'ConfigurationUpdate', HistorySummary: 'Alarm "a" updated' },
    [{ kind: 'configured', summary: 'Alarm "a" updated' }],
  ],
])('history of %s', (_, item, expected) => {
  expect(eventOf({ Timestamp: at, ...item })).toMatchObject(
    expected.map((event) => ({ atMs: at.getTime(), ...event })),
  )
})
