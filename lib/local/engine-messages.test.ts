import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DescribeAlarmHistoryCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { afterEach, expect, test, vi } from 'vitest'
import { parseSite } from '@/lib/site'
import { openEngine } from './api/testdata/open-engine'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

test('a declared alarm that changes notifies a declared recipient; its history says which', async () => {
  const got: { text: string; link: string; message: Record<string, unknown> }[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      got.push(JSON.parse(Buffer.concat(parts).toString()))
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const { monitoring } = parseSite(
    JSON.stringify({
      recipients: [
        { name: 'ops', kind: 'webhook', url: `http://127.0.0.1:${port}/in`, private: true },
      ],
    }),
  )
  const dir = await mkdtemp(join(tmpdir(), 'messages-'))
  closing.push(() => rm(dir, { recursive: true }))
  await writeFile(join(dir, 'access_log'), '')
  const { engine, metrics, close } = await openEngine('in process', {
    monitoring,
    accessLog: [join(dir, 'access_log')],
    messages: { publicUrl: 'https://watch.example', shop: 'the café', zone: 'UTC' },
  })
  closing.push(close)
  await engine.loaded

  const set = (StateValue: 'ALARM' | 'OK', AlarmName = 'Server-Errors') =>
    metrics.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'set by hand' }))
  await set('ALARM')
  // These notify no one.
  await set('ALARM', '404-Errors')
  await set('ALARM', '500-Errors')
  await vi.waitFor(() => expect(got).toHaveLength(1))
  expect(got[0]).toMatchObject({
    text: expect.stringMatching(/^Server-Errors is in ALARM since 12:00\n/),
    link: 'https://watch.example/alarms/Server-Errors',
    message: {
      AlarmName: 'Server-Errors',
      NewStateReason: 'set by hand',
      AlarmActions: ['arn:aws:sns:local:000000000000:ops'],
      Trigger: { Period: 180, Threshold: 5, Metrics: [{ Id: 'errors' }, { Id: 'requests' }, {}] },
    },
  })

  const topic = 'arn:aws:sns:eu-west-1:111122223333:elsewhere'
  await metrics.send(
    new PutMetricAlarmCommand({
      AlarmName: 'by hand',
      Namespace: 'CafeWatch',
      MetricName: 'Orders',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      AlarmActions: [topic],
    }),
  )
  await set('ALARM', 'by hand')

  const actions = async (AlarmName: string) =>
    (
      await metrics.send(new DescribeAlarmHistoryCommand({ AlarmName, HistoryItemType: 'Action' }))
    ).AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)
  await vi.waitFor(async () =>
    expect(await actions('Server-Errors')).toEqual([
      'Successfully executed action arn:aws:sns:local:000000000000:ops',
    ]),
  )
  for (const name of ['404-Errors', '500-Errors']) expect(await actions(name)).toEqual([])
  expect(await actions('by hand')).toEqual([`Failed to execute action ${topic}`])
  expect(await engine.recipients.status()).toMatchObject([
    { name: 'ops', address: `127.0.0.1:${port}`, waiting: 0, problem: null },
  ])
})
