import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import recorded from './testdata/go-requests.json'
import { openEngine } from './testdata/open-engine'

// Debian's Go SDKs made these requests: v2, with which Terraform's provider is built, and v1, with which
// Grafana's data source was for years. Their order and their members are those of the two programs'
// sources: apply, plan, queries, alarms, destroy. The programs themselves are in neither npm nor Debian.
interface Exchange {
  operation: string
  /** The members of a request in AWS JSON, the parameters of one in the Query protocol. */
  asked: Record<string, unknown>
  status: number
  text: string
}

const firstEvent = /"timestamp":(\d+)/.exec(recorded.map(({ body }) => body).join())
const nowMs = Number(firstEvent?.[1]) + 60_000

let here: Awaited<ReturnType<typeof openEngine>>
const exchanges: Exchange[] = []
const all = (operation: string) => exchanges.filter((one) => one.operation === operation)

async function send({ type, target, body }: (typeof recorded)[number]): Promise<Exchange> {
  const reply = await fetch(here.endpoint ?? '', {
    method: 'POST',
    headers: { 'content-type': type, ...(target && { 'x-amz-target': target }) },
    body,
  })
  const asked = target ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))
  const operation = target?.split('.')[1] ?? String(asked.Action)
  return { operation, asked, status: reply.status, text: await reply.text() }
}

/** With the ids that this engine gave in place of those that the recorded one did. */
function withIds(request: (typeof recorded)[number]) {
  const given = (operation: string) => JSON.parse(all(operation).at(-1)?.text ?? '{}')
  const body = request.body
    .replace(/"queryId":"[^"]+"/, () => `"queryId":"${given('StartQuery').queryId}"`)
    .replace(
      /"queryDefinitionId":"[^"]+"/,
      () => `"queryDefinitionId":"${given('PutQueryDefinition').queryDefinitionId}"`,
    )
  return { ...request, body }
}

beforeAll(async () => {
  here = await openEngine('over HTTP', { clock: () => nowMs })
  for (const request of recorded) {
    const asked = withIds(request)
    const exchange = await vi.waitUntil(async () => {
      const one = await send(asked)
      return /"status":"(?:Running|Scheduled)"/.test(one.text) ? undefined : one
    })
    exchanges.push(exchange)
  }
})
afterAll(() => here.close())

test('every request is answered, and refused only where AWS refuses it', () => {
  expect(exchanges.length).toBeGreaterThan(50)
  const refused = exchanges.filter(({ status }) => status !== 200)
  expect(refused.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
    // Of queries that have ended: Grafana takes this refusal for a success.
    ...Array(3).fill('StopQuery 400'),
    // What is destroyed is not found, and Terraform forgets it.
    'GetDashboard 404',
    'DescribeMetricFilters 400',
  ])
  expect(refused.map(({ text }) => /\w*(?:NotFound|Parameter)\w*/.exec(text)?.[0])).toEqual([
    ...Array(3).fill('InvalidParameterException'),
    'ResourceNotFound',
    'ResourceNotFoundException',
  ])
})

const read = (operation: string, member: string, at = 0) =>
  JSON.parse(all(operation)[at]?.text ?? '{}')[member]

test('what Terraform puts into CloudWatch Logs is read again without a difference', () => {
  const { retentionInDays } = all('PutRetentionPolicy')[0]?.asked ?? {}
  const { logGroupName, tags } = all('CreateLogGroup')[0]?.asked ?? {}
  expect(read('DescribeLogGroups', 'logGroups')).toMatchObject([{ logGroupName, retentionInDays }])
  expect(read('ListTagsLogGroup', 'tags')).toEqual(tags)
  const { logStreamName } = all('CreateLogStream')[0]?.asked ?? {}
  expect(read('DescribeLogStreams', 'logStreams')).toMatchObject([{ logStreamName }])
  all('PutMetricFilter').forEach(({ asked }, at) => {
    expect(read('DescribeMetricFilters', 'metricFilters', at)).toMatchObject([asked])
  })
  const [subscription] = all('PutSubscriptionFilter')
  expect(read('DescribeSubscriptionFilters', 'subscriptionFilters')).toMatchObject([
    subscription?.asked,
  ])
  const { name, queryString, logGroupNames } = all('PutQueryDefinition')[0]?.asked ?? {}
  expect(read('DescribeQueryDefinitions', 'queryDefinitions')).toMatchObject([
    { name, queryString, logGroupNames },
  ])
})

/** `Threshold=1.5` and `Metrics.member.1.Id=m` as XML has them. */
const asXml = (asked: Record<string, unknown>) =>
  Object.entries(asked)
    .filter(([name]) => !['Action', 'Version'].includes(name) && !name.startsWith('Tags.'))
    .map(([path, value]) => {
      const name = path.split('.').findLast((part) => !/^\d+$/.test(part))
      const text = String(value).replaceAll('"', '&quot;')
      const number = Number(value)
      return `<${name}>${value === '' || Number.isNaN(number) ? text : number}</${name}>`
    })

test('what Terraform puts into CloudWatch is read again without a difference', () => {
  const puts = [...all('PutMetricAlarm'), ...all('PutCompositeAlarm')]
  expect(puts.length).toBe(4)
  for (const { asked } of puts) {
    const described = all('DescribeAlarms').find(
      (one) => one.asked['AlarmNames.member.1'] === asked.AlarmName,
    )
    const text = described?.text.replaceAll('&#xA;', '\n').replaceAll('&#10;', '\n') ?? ''
    expect(asXml(asked).filter((part) => !text.includes(part))).toEqual([])
  }
  const tags = all('ListTagsForResource').map(({ text }) => /<Key>.*<\/Value>/.exec(text)?.[0])
  expect(tags).toEqual(['<Key>team</Key><Value>shop</Value>', undefined, undefined])
  expect(all('DescribeAlarms').at(3)?.text).not.toContain('<member>')
  const body = String(all('PutDashboard')[0]?.asked.DashboardBody)
  expect(all('GetDashboard')[0]?.text.replaceAll('&quot;', '"')).toContain(body)
})

test('what Grafana asks for is found', () => {
  const rows = (at: number) =>
    read('GetQueryResults', 'results', at).map((row: { field: string; value: string }[]) =>
      Object.fromEntries(row.map(({ field, value }) => [field, value])),
    )
  const internal = {
    __log__grafana_internal__: '000000000000:shop/access',
    __logstream__grafana_internal__: 'web-1',
  }
  expect(rows(0)).toMatchObject([
    { ...internal, '@message': '{"status":"200","host":"b"}' },
    { ...internal, '@message': '{"status":"500","host":"a"}' },
  ])
  expect(rows(1)).toMatchObject([
    { status: '200', 'count(*)': '1' },
    { status: '500', 'count(*)': '1' },
  ])
  expect(rows(2)).toMatchObject([internal])
  expect(read('GetLogGroupFields', 'logGroupFields')).toContainEqual({
    name: 'status',
    percent: 100,
  })
  expect(read('GetLogEvents', 'events')).toHaveLength(2)
  const [data] = all('GetMetricData')
  expect(data?.text.match(/<Label>.*?<\/Label>|<Values>.*?<\/Values>/g)).toEqual([
    ...['<Label>web-1</Label>', '<Values><member>2.5</member></Values>'],
    ...['<Label>Time</Label>', '<Values><member>2.5</member></Values>'],
  ])
  expect(all('DescribeAlarmsForMetric')[0]?.text).toContain('<AlarmName>shop-errors</AlarmName>')
  expect(all('DescribeAlarmHistory')[0]?.text).toContain('Alarm &quot;shop-errors&quot; created')
})
