import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  ListAlarmMuteRulesCommand,
  ListDashboardsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nowMs, openEngine } from './testdata/open-engine'

let here: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  here = await openEngine('over HTTP')
})
afterAll(() => here.close())

const ofAnotherList = Buffer.from('["queries",1]').toString('base64url')
const MetricStat = { Metric: { Namespace: 'N', MetricName: 'm' }, Period: 60, Stat: 'Sum' }
const asked = {
  MetricDataQueries: [{ Id: 'm', MetricStat }],
  StartTime: new Date(nowMs - 60_000),
  EndTime: new Date(nowMs),
}

describe.each(['x', ofAnotherList])('the token %s', (NextToken) => {
  test.each([
    [new DescribeAlarmsCommand({ NextToken }), 'InvalidNextToken', 'InvalidNextToken'],
    [new DescribeAlarmHistoryCommand({ NextToken }), 'InvalidNextToken', 'InvalidNextToken'],
    [new ListAlarmMuteRulesCommand({ NextToken }), 'InvalidNextToken', 'InvalidNextToken'],
    [new GetMetricDataCommand({ ...asked, NextToken }), 'InvalidNextToken', 'InvalidNextToken'],
    [
      new ListMetricsCommand({ NextToken }),
      'InvalidParameterValueException',
      'InvalidParameterValue',
    ],
    [
      new ListDashboardsCommand({ NextToken }),
      'InvalidParameterValueException',
      'InvalidParameterValue',
    ],
  ])('is refused by the code of the operation, %#', async (command, name, Code) => {
    await expect(here.metrics.send(command as DescribeAlarmsCommand)).rejects.toMatchObject({
      name,
      Code,
    })
  })

  test.each([
    ['DescribeAlarms', 'InvalidNextToken'],
    ['DescribeAlarmHistory', 'InvalidNextToken'],
    ['ListMetrics', 'InvalidParameterValue'],
    ['ListDashboards', 'InvalidParameterValue'],
  ])('is refused in XML too: %s, %s', async (Action, code) => {
    const body = new URLSearchParams({ Action, Version: '2010-08-01', NextToken })
    const reply = await fetch(here.endpoint ?? '', { method: 'POST', body })
    expect(await reply.text()).toContain(`<Code>${code}</Code>`)
  })
})
