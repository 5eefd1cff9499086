const nothing: readonly string[] = []

/**
 * What CloudWatch sends in each answer of an operation, an empty list where there is none. The SDK takes an
 * empty 200 for an answer, and no alarm is not the same as no answer.
 */
export const alwaysSent: Readonly<Record<string, readonly string[]>> = {
  StartQuery: ['queryId'],
  GetQueryResults: ['status', 'results'],
  StopQuery: ['success'],
  DescribeQueries: ['queries'],
  DescribeLogGroups: ['logGroups'],
  DescribeLogStreams: ['logStreams'],
  FilterLogEvents: ['events'],
  GetLogGroupFields: ['logGroupFields'],
  GetLogRecord: ['logRecord'],
  StartLiveTail: ['responseStream'],
  DescribeMetricFilters: ['metricFilters'],
  PutMetricFilter: nothing,
  DeleteMetricFilter: nothing,
  DescribeQueryDefinitions: ['queryDefinitions'],
  PutQueryDefinition: ['queryDefinitionId'],
  DeleteQueryDefinition: ['success'],
  DescribeAlarms: ['MetricAlarms', 'CompositeAlarms'],
  DescribeAlarmHistory: ['AlarmHistoryItems'],
  GetMetricData: ['MetricDataResults'],
  PutMetricData: nothing,
  PutMetricAlarm: nothing,
  DeleteAlarms: nothing,
  ListTagsForResource: ['Tags'],
  TagResource: nothing,
  UntagResource: nothing,
  ListAlarmMuteRules: ['AlarmMuteRuleSummaries'],
  GetAlarmMuteRule: ['Name', 'Rule'],
  PutAlarmMuteRule: nothing,
  DeleteAlarmMuteRule: nothing,
}

/** Whether an answer lacks what is always sent. */
export const lacking = (operation: string, output: object): boolean =>
  (alwaysSent[operation] ?? nothing).some(
    (member) => (output as Record<string, unknown>)[member] === undefined,
  )
