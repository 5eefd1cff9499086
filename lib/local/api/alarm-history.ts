import * as z from 'zod'
import { alarmName } from '@/lib/local/alarms/definition'
import { oldestHistoryMs } from '@/lib/local/alarms/history'
import type { EngineContext } from '@/lib/local/context'
import { listOf, moment, oneOf, read, text, whole } from '@/lib/local/input'
import { recordsOf, type SqlValue } from '@/lib/local/store/duckdb'
import { alarmError, alarmType } from './alarm-members'
import { invalidNextToken, pageStart, writeToken } from './paging'

const history = z.object({
  AlarmName: alarmName.optional(),
  AlarmContributorId: text(1, 16).optional(),
  // Left out, CloudWatch gives the history of metric alarms only.
  AlarmTypes: listOf(alarmType, 0, 3).default(['MetricAlarm']),
  HistoryItemType: oneOf([
    'ConfigurationUpdate',
    'StateUpdate',
    'Action',
    'AlarmContributorStateUpdate',
    'AlarmContributorAction',
  ]).optional(),
  StartDate: moment.optional(),
  EndDate: moment.optional(),
  MaxRecords: whole(1, 100).default(50),
  NextToken: z.string().optional(),
  ScanBy: oneOf(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
})

export async function describeAlarmHistory({ store, clock }: EngineContext, input: unknown) {
  const request = read(history, input, alarmError)
  const down = request.ScanBy === 'TimestampDescending' ? 'DESC' : 'ASC'
  // No alarm of this engine has contributors.
  if (request.AlarmContributorId !== undefined) return { AlarmHistoryItems: [] }
  const from = pageStart(request.NextToken, 'history', invalidNextToken)
  const found = await store.query(
    `SELECT name AS AlarmName, alarm_type AS AlarmType, ts / 1000 AS Timestamp, kind AS HistoryItemType,
       summary AS HistorySummary, data AS HistoryData FROM alarm_history_items
     WHERE name = coalesce($1::VARCHAR, name) AND kind = coalesce($2::VARCHAR, kind)
       AND ts BETWEEN $3::BIGINT AND $4::BIGINT
       AND list_contains($5::JSON::VARCHAR[], alarm_type)
     ORDER BY ts ${down}, id ${down} LIMIT $6 OFFSET $7`,
    [
      request.AlarmName ?? null,
      request.HistoryItemType ?? null,
      Math.max(request.StartDate ?? 0, oldestHistoryMs(clock())),
      request.EndDate ?? Number.MAX_SAFE_INTEGER,
      JSON.stringify(request.AlarmTypes),
      request.MaxRecords + 1,
      from,
    ],
  )
  const next = from + request.MaxRecords
  return {
    AlarmHistoryItems: recordsOf<Record<string, SqlValue>>(found).slice(0, request.MaxRecords),
    NextToken: found.rows.length > request.MaxRecords ? writeToken('history', next) : undefined,
  }
}
