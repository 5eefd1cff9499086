import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nowMs, openEngine } from './testdata/open-engine'

let here: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  here = await openEngine('over HTTP')
})
afterAll(() => here.close())

async function send(body: string) {
  const reply = await fetch(here.endpoint ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body,
  })
  const xml = await reply.text()
  const requestId = reply.headers.get('x-amzn-requestid') ?? ''
  expect(xml).toContain(`<RequestId>${requestId}</RequestId>`)
  return { status: reply.status, xml: xml.replaceAll(requestId, 'ID') }
}

const xmlns = 'xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"'
const failed = (code: string, message: string) =>
  `<ErrorResponse ${xmlns}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>ID</RequestId></ErrorResponse>`
const done = (operation: string) =>
  `<${operation}Response ${xmlns}><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></${operation}Response>`

test('as Go v1 and JS v2 write it: parameters in any order, the version among them', async () => {
  const at = new Date(nowMs - 120_000).toISOString()
  const go = `Action=PutMetricData&MetricData.member.1.Dimensions.member.1.Name=Host&MetricData.member.1.Dimensions.member.1.Value=a%26b&MetricData.member.1.MetricName=m&MetricData.member.1.Timestamp=${encodeURIComponent(at)}&MetricData.member.1.Value=2.5e0&Namespace=Own&Version=2010-08-01`
  expect(await send(go)).toEqual({ status: 200, xml: done('PutMetricData') })
  const js = `Action=ListMetrics&Dimensions.member.1.Name=Host&Namespace=Own&Version=2010-08-01`
  expect((await send(js)).xml).toBe(
    `<ListMetricsResponse ${xmlns}><ListMetricsResult><Metrics><member><Namespace>Own</Namespace><MetricName>m</MetricName><Dimensions><member><Name>Host</Name><Value>a&amp;b</Value></member></Dimensions></member></Metrics></ListMetricsResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></ListMetricsResponse>`,
  )
  const ask = `Action=GetMetricData&Version=2010-08-01&MetricDataQueries.member.1.Id=q&MetricDataQueries.member.1.MetricStat.Metric.Namespace=Own&MetricDataQueries.member.1.MetricStat.Metric.MetricName=m&MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name=Host&MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value=a%26b&MetricDataQueries.member.1.MetricStat.Period=60&MetricDataQueries.member.1.MetricStat.Stat=Sum&StartTime=${nowMs / 1000 - 600}&EndTime=${encodeURIComponent(new Date(nowMs).toISOString())}`
  expect((await send(ask)).xml).toContain(
    '<Timestamps><member>2026-11-24T11:58:00.000Z</member></Timestamps><Values><member>2.5</member></Values>',
  )
})

test('list members are taken by their numbers, not by where they stand', async () => {
  const names = Array.from({ length: 11 }, (_, n) => `OKActions.member.${11 - n}=arn:${11 - n}`)
  const { xml } = await send(`Action=PutMetricAlarm&AlarmName=many&${names.join('&')}`)
  expect(xml).toContain('[&quot;arn:1&quot;,&quot;arn:2&quot;,')
})

describe('hostile texts come back as they were, as far as XML can carry them', () => {
  test.each([
    [
      'markup',
      `</AlarmName><x a="1">&amp;]]>'`,
      `&lt;/AlarmName&gt;&lt;x a=&quot;1&quot;&gt;&amp;amp;]]&gt;&apos;`,
    ],
    ['a carriage return', 'a\r\nb\tc', 'a&#xD;\nb\tc'],
    ['characters that XML has not', 'a\u0000b\u001bc\uffffd', 'a\ufffdb\ufffdc\ufffdd'],
    ['more than a plane', 'é😀', 'é😀'],
  ])('%s', async (_, text, written) => {
    const alarm = `AlarmName=hostile&AlarmDescription=${encodeURIComponent(text)}&EvaluationPeriods=1&Threshold=1&ComparisonOperator=GreaterThanThreshold&MetricName=m&Namespace=Own&Period=60&Statistic=Sum&ActionsEnabled=false`
    expect((await send(`Action=PutMetricAlarm&${alarm}`)).status).toBe(200)
    const { xml } = await send('Action=DescribeAlarms&AlarmNames.member.1=hostile')
    expect(xml).toContain(`<AlarmDescription>${written}</AlarmDescription>`)
    expect(xml).toContain('<ActionsEnabled>false</ActionsEnabled><OKActions></OKActions>')
  })
})

describe('what cannot be done is said in XML', () => {
  test.each([
    ['', 400, failed('MissingAction', 'The request is missing an action or a required parameter.')],
    [
      'Action=__proto__',
      400,
      failed(
        'InvalidAction',
        'This engine does not know the operation GraniteServiceVersion20100801.__proto__.',
      ),
    ],
    [
      'Action=ListMetrics&Version=1999-01-01',
      400,
      failed('NoSuchVersion', 'This engine knows the version 2010-08-01 only.'),
    ],
    [
      'Action=SetAlarmState&AlarmName=%3Cnosuch%3E&StateValue=OK&StateReason=x',
      404,
      failed('ResourceNotFound', 'Unknown alarm &lt;nosuch&gt;'),
    ],
    [
      'Action=DescribeAlarms&MaxRecords=many',
      400,
      failed('MalformedInput', 'The value of MaxRecords is not a number.'),
    ],
    [
      'Action=PutMetricAlarm&ActionsEnabled=maybe',
      400,
      failed('MalformedInput', 'The value of ActionsEnabled is not true or false.'),
    ],
    [
      `Action=DescribeAlarms&${'a.'.repeat(50)}=1`,
      400,
      failed('MalformedInput', 'The name of a parameter has too many parts.'),
    ],
    ['Action=ListTagsForResource&ResourceARN=x', 400, undefined],
    ['Action=TagResource&ResourceARN.__proto__.x=1&Tags.member.99999999999.Key=x', 400, undefined],
  ])('%s', async (body, status, xml) => {
    const reply = await send(body)
    expect(reply.status).toBe(status)
    if (xml === undefined) expect(reply.xml).toMatch(/<Code>(ResourceNotFound|ValidationError)/)
    else expect(reply.xml).toBe(xml)
  })
})

describe('by GET, with the form in the address', () => {
  const get = async (query: string, headers: Record<string, string> = {}) => {
    const reply = await fetch(`${here.endpoint}/?${query}`, { headers })
    return { status: reply.status, text: await reply.text() }
  }
  test('what is asked is answered in XML', async () => {
    const { status, text } = await get('Action=ListDashboards&Version=2010-08-01')
    expect([status, text]).toEqual([200, expect.stringContaining('<ListDashboardsResult>')])
    const wrong = await get('Version=2010-08-01&Action=Nothing')
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('InvalidAction')])
  })
  test.each([
    ['Action=ListDashboards', { referer: 'http://example.com/' }, 403],
    ['Action=ListDashboards', { origin: 'http://example.com' }, 403],
    ['Version=2010-08-01', {}, 400],
    ['Reaction=ListDashboards', {}, 400],
  ])('%s with %j is refused', async (query, headers, status) => {
    expect((await get(query, { ...headers })).status).toBe(status)
  })
})
