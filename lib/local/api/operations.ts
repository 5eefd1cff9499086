import type { EngineContext } from '@/lib/local/context'
import { describeAlarmHistory } from './alarm-history'
import { deleteAlarms, disableAlarmActions, enableAlarmActions, setAlarmState } from './alarms'
import { putCompositeAlarm } from './composite-alarms'
import * as dashboards from './dashboards'
import * as deletionProtection from './deletion-protection'
import { describeAlarms, describeAlarmsForMetric } from './describe-alarms'
import { createExportTask, describeExportTasks } from './export-tasks'
import { startLiveTail } from './live-tail'
import { filterLogEvents, getLogEvents } from './log-events'
import * as logGroupTags from './log-group-tags'
import * as logGroups from './log-groups'
import { getLogGroupFields, getLogRecord } from './log-records'
import * as lookupTables from './lookup-tables'
import { putMetricAlarm } from './metric-alarms'
import { getMetricData } from './metric-data'
import * as metricFilters from './metric-filters'
import { getMetricStatistics } from './metric-statistics'
import { listMetrics, putMetricData } from './metrics'
import * as muteRules from './mute-rules'
import { putLogEvents } from './put-log-events'
import * as queries from './queries'
import * as queryDefinitions from './query-definitions'
import { startQuery } from './start-query'
import * as subscriptionFilters from './subscription-filters'
import * as tags from './tags'

export type Headers = Record<string, string | string[] | undefined>
type Operation = (context: EngineContext, input: unknown, headers: Headers) => Promise<object>
type Streaming = (
  context: EngineContext,
  input: unknown,
  closed: AbortSignal,
) => Promise<AsyncIterable<Uint8Array>>

/** What the engine answers, by service as its target header names it. */
export const services: Record<string, Record<string, Operation>> = {
  Logs_20140328: {
    CreateLogGroup: logGroups.createLogGroup,
    DeleteLogGroup: logGroups.deleteLogGroup,
    CreateLogStream: logGroups.createLogStream,
    DeleteLogStream: logGroups.deleteLogStream,
    DescribeLogGroups: logGroups.describeLogGroups,
    ListLogGroups: logGroups.listLogGroups,
    DescribeLogStreams: logGroups.describeLogStreams,
    PutLogGroupDeletionProtection: deletionProtection.putLogGroupDeletionProtection,
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
    PutSubscriptionFilter: subscriptionFilters.putSubscriptionFilter,
    DescribeSubscriptionFilters: subscriptionFilters.describeSubscriptionFilters,
    DeleteSubscriptionFilter: subscriptionFilters.deleteSubscriptionFilter,
    TagResource: logGroupTags.tagResource,
    UntagResource: logGroupTags.untagResource,
    ListTagsForResource: logGroupTags.listTagsForResource,
    TagLogGroup: logGroupTags.tagLogGroup,
    UntagLogGroup: logGroupTags.untagLogGroup,
    ListTagsLogGroup: logGroupTags.listTagsLogGroup,
    CreateExportTask: createExportTask,
    DescribeExportTasks: describeExportTasks,
  },
  GraniteServiceVersion20100801: {
    PutMetricData: putMetricData,
    GetMetricData: getMetricData,
    GetMetricStatistics: getMetricStatistics,
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
    PutDashboard: dashboards.putDashboard,
    GetDashboard: dashboards.getDashboard,
    ListDashboards: dashboards.listDashboards,
    DeleteDashboards: dashboards.deleteDashboards,
    TagResource: tags.tagResource,
    UntagResource: tags.untagResource,
    ListTagsForResource: tags.listTagsForResource,
  },
}

/** Operations whose answer is a stream. */
export const streaming: Record<string, Streaming> = { 'Logs_20140328.StartLiveTail': startLiveTail }
