import { gunzipSync } from 'node:zlib'
import { AwsError, plainLine } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { StoreFailed } from '@/lib/local/store/store-failed'
import { describeAlarmHistory } from './alarm-history'
import { deleteAlarms, disableAlarmActions, enableAlarmActions, setAlarmState } from './alarms'
import { putCompositeAlarm } from './composite-alarms'
import { describeAlarms, describeAlarmsForMetric } from './describe-alarms'
import { eventStreamType } from './event-stream'
import { startLiveTail } from './live-tail'
import { filterLogEvents, getLogEvents } from './log-events'
import * as logGroups from './log-groups'
import { getLogGroupFields, getLogRecord } from './log-records'
import * as lookupTables from './lookup-tables'
import { putMetricAlarm } from './metric-alarms'
import { getMetricData } from './metric-data'
import * as metricFilters from './metric-filters'
import { listMetrics, putMetricData } from './metrics'
import * as muteRules from './mute-rules'
import { putLogEvents } from './put-log-events'
import * as queries from './queries'
import * as queryDefinitions from './query-definitions'
import { startQuery } from './start-query'
import * as tags from './tags'

export interface Request {
  /** The header x-amz-target, e.g. `Logs_20140328.StartQuery`. */
  target: string
  headers: Record<string, string | string[] | undefined>
  body: Uint8Array | string
  /** Aborts when the caller disconnects: ends a reply that is a stream. */
  closed?: AbortSignal
}

export interface Reply {
  status: number
  headers: Record<string, string>
  /** A stream goes on for as long as it is read. */
  body: string | AsyncIterable<Uint8Array>
}

type Operation = (
  context: EngineContext,
  input: unknown,
  headers: Request['headers'],
) => Promise<object>
type Streaming = (
  context: EngineContext,
  input: unknown,
  closed: AbortSignal,
) => Promise<AsyncIterable<Uint8Array>>

const services: Record<string, { version: string; operations: Record<string, Operation> }> = {
  Logs_20140328: {
    version: '1.1',
    operations: {
      CreateLogGroup: logGroups.createLogGroup,
      DeleteLogGroup: logGroups.deleteLogGroup,
      CreateLogStream: logGroups.createLogStream,
      DeleteLogStream: logGroups.deleteLogStream,
      DescribeLogGroups: logGroups.describeLogGroups,
      DescribeLogStreams: logGroups.describeLogStreams,
      PutRetentionPolicy: logGroups.putRetentionPolicy,
      DeleteRetentionPolicy: logGroups.deleteRetentionPolicy,
      PutLogEvents: putLogEvents,
      FilterLogEvents: filterLogEvents,
      GetLogEvents: getLogEvents,
      StartQuery: startQuery,
      GetQueryResults: queries.getQueryResults,
      StopQuery: queries.stopQuery,
      DescribeQueries: queries.describeQueries,
      ListLogGroupsForQuery: queries.listLogGroupsForQuery,
      GetLogRecord: getLogRecord,
      GetLogGroupFields: getLogGroupFields,
      PutQueryDefinition: queryDefinitions.putQueryDefinition,
      DescribeQueryDefinitions: queryDefinitions.describeQueryDefinitions,
      DeleteQueryDefinition: queryDefinitions.deleteQueryDefinition,
      CreateLookupTable: lookupTables.createLookupTable,
      UpdateLookupTable: lookupTables.updateLookupTable,
      DescribeLookupTables: lookupTables.describeLookupTables,
      GetLookupTable: lookupTables.getLookupTable,
      DeleteLookupTable: lookupTables.deleteLookupTable,
      PutMetricFilter: metricFilters.putMetricFilter,
      DescribeMetricFilters: metricFilters.describeMetricFilters,
      DeleteMetricFilter: metricFilters.deleteMetricFilter,
      TestMetricFilter: metricFilters.testMetricFilter,
    },
  },
  GraniteServiceVersion20100801: {
    version: '1.0',
    operations: {
      PutMetricData: putMetricData,
      GetMetricData: getMetricData,
      ListMetrics: listMetrics,
      PutMetricAlarm: (context, input) => putMetricAlarm(context, input),
      PutCompositeAlarm: (context, input) => putCompositeAlarm(context, input),
      DescribeAlarms: describeAlarms,
      DescribeAlarmsForMetric: describeAlarmsForMetric,
      DescribeAlarmHistory: describeAlarmHistory,
      SetAlarmState: setAlarmState,
      EnableAlarmActions: enableAlarmActions,
      DisableAlarmActions: disableAlarmActions,
      DeleteAlarms: deleteAlarms,
      PutAlarmMuteRule: muteRules.putAlarmMuteRule,
      GetAlarmMuteRule: muteRules.getAlarmMuteRule,
      ListAlarmMuteRules: muteRules.listAlarmMuteRules,
      DeleteAlarmMuteRule: muteRules.deleteAlarmMuteRule,
      TagResource: tags.tagResource,
      UntagResource: tags.untagResource,
      ListTagsForResource: tags.listTagsForResource,
    },
  },
}

const streaming: Record<string, Streaming> = { 'Logs_20140328.StartLiveTail': startLiveTail }

const maxInflatedBytes = 64 << 20

function inputOf({ headers, body }: Request): unknown {
  const bytes =
    typeof body === 'string'
      ? Buffer.from(body)
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const zipped = String(headers['content-encoding'] ?? '').includes('gzip')
  try {
    const text = (
      zipped ? gunzipSync(bytes, { maxOutputLength: maxInflatedBytes }) : bytes
    ).toString('utf8')
    const parsed: unknown = text === '' ? {} : JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
  } catch {
    // Thrown below.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object.')
}

function errorOf(problem: unknown, log: (text: string) => void): AwsError {
  if (problem instanceof AwsError) return problem
  if (problem instanceof StoreFailed) {
    log(problem.message)
    return new AwsError('StoreFailed', problem.message, 500)
  }
  const text = `The engine failed: ${plainLine(problem)}`
  log(text)
  return new AwsError('ServiceUnavailableException', text, 500)
}

/** Answers one request of an AWS client: AWS JSON in and out, errors in AWS's shape. Never rejects. */
export async function answer(context: EngineContext, request: Request): Promise<Reply> {
  const [service = '', name = ''] = request.target.split('.')
  const known = Object.hasOwn(services, service) ? services[service] : undefined
  const headers = { 'content-type': `application/x-amz-json-${known?.version ?? '1.1'}` }
  try {
    const stream = Object.hasOwn(streaming, request.target) ? streaming[request.target] : undefined
    if (stream) {
      const closed = request.closed ?? new AbortController().signal
      const body = await stream(context, inputOf(request), closed)
      return { status: 200, headers: { 'content-type': eventStreamType }, body }
    }
    const operation =
      known && Object.hasOwn(known.operations, name) ? known.operations[name] : undefined
    if (!operation) {
      throw new AwsError(
        'UnknownOperationException',
        `This engine does not know the operation ${request.target.slice(0, 100) || '(none)'}.`,
      )
    }
    return {
      status: 200,
      headers,
      body: JSON.stringify(await operation(context, inputOf(request), request.headers)),
    }
  } catch (problem) {
    const { type, message, status, more } = errorOf(problem, context.log)
    const queryError = known?.version === '1.0' && {
      'x-amzn-query-error': `${type};${status < 500 ? 'Sender' : 'Receiver'}`,
    }
    return {
      status,
      headers: { ...headers, ...queryError },
      body: JSON.stringify({ __type: type, message, ...more }),
    }
  }
}
