import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import { gzipSync } from 'node:zlib'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateLogGroupCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { discoverFields } from '@/lib/access-log/discover-fields'
import { awsAlb } from '@/lib/access-log/formats/aws-alb'
import { cafewatchJson } from '@/lib/access-log/formats/cafewatch-json'
import { newLineReader } from '@/lib/access-log/line-reader'
import { shippedFilters } from '@/lib/counted'
import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { openEngine } from '@/lib/local/api/testdata/open-engine'
import { defaultSite } from '@/lib/site'
import { made, only, resourcesOf, statements } from './testdata/made'

const source = readFileSync(
  fileURLToPath(new URL('balancer-log/index.js', import.meta.url)),
  'utf8',
)
const group = 'apache/access'
const key = 'AWSLogs/123456789012/elasticloadbalancing/a+b.log.gz'

type Written = { s3: { bucket: { name: string }; object: { key: string } } }
type Handler = (event: { Records: Written[] }) => Promise<void>

/** The function as Lambda runs it, with a file in place of S3 and the engine in place of CloudWatch. */
function forwarder(file: Buffer, logs: Pick<CloudWatchLogsClient, 'send'>) {
  const asked: unknown[] = []
  const real = createRequire(import.meta.url)
  const sdk: Record<string, object> = {
    '@aws-sdk/client-s3': {
      GetObjectCommand: class {
        constructor(input: unknown) {
          asked.push(input)
        }
      },
      S3Client: class {
        send = async () => ({ Body: { transformToByteArray: async () => file } })
      },
    },
    '@aws-sdk/client-cloudwatch-logs': {
      ...real('@aws-sdk/client-cloudwatch-logs'),
      CloudWatchLogsClient: class {
        send = logs.send.bind(logs)
      },
    },
  }
  const exported = {} as { handler: Handler }
  compileFunction(source, ['require', 'exports', 'process'])(
    (name: string) => sdk[name] ?? real(name),
    exported,
    { env: { LOG_GROUP: group } },
  )
  return { handler: exported.handler, asked }
}
const written = { Records: [{ s3: { bucket: { name: 'logs' }, object: { key } } }] }

const [sample = ''] = awsAlb.samples
const lines = [
  ...awsAlb.samples,
  sample.replace(
    '"GET https://cafe.example:443/cafe/menu.php?day=1',
    '"GET https://cafe.example:443/',
  ),
  sample.replace('203.0.113.7:2817', '[2001:db8::1]:2817'),
  sample.replace('Mozilla/5.0 (X11; Linux x86_64)', 'say \\x22hi\\x22 Caf\\xc3\\xa9 \\\\'),
  sample
    .replace(
      'GET https://cafe.example:443/cafe/menu.php?day=1',
      'POST https://cafe.example:443/cafe/processOrder.php',
    )
    .replace('09:00:00.186641Z', '08:59:59.000001Z'),
]
// A line without an answer, and what is no line of an access log.
const others = [sample.replace(' 200 200 ', ' - - '), 'Enable AccessLog for ELB', '']

describe('the forwarder', () => {
  let engine: Awaited<ReturnType<typeof openEngine>>
  beforeEach(async () => {
    engine = await openEngine('in process', { clock: () => Date.parse('2026-11-26T09:05:00Z') })
    // The stack has made it.
    await engine.logs.send(new CreateLogGroupCommand({ logGroupName: group }))
  })
  afterEach(() => engine.close())
  const messages = async () => {
    const { events = [] } = await engine.logs.send(
      new FilterLogEventsCommand({ logGroupName: group }),
    )
    return events.map(({ message = '', timestamp }) => ({ message, timestamp }))
  }
  const read = (line: string) => {
    const reading = newLineReader({ clock: Date.now }).read(line)
    if (reading.kind !== 'request') return { kind: reading.kind }
    const { method, request, query, status, userAgent, remoteIP, host } = reading.fields
    return { at: reading.timestampMs, method, request, query, status, userAgent, remoteIP, host }
  }

  test('puts each request into the log group, at its time, as CafeWatch reads the balancer’s own line', async () => {
    const { handler, asked } = forwarder(gzipSync([...lines, ...others].join('\n')), engine.logs)
    await handler(written)
    expect(asked).toEqual([{ Bucket: 'logs', Key: key.replace('+', ' ') }])
    const events = await messages()
    const expected = lines.map(read)
    expect(expected.map((one) => ('kind' in one ? one.kind : 'request'))).toEqual(
      lines.map(() => 'request'),
    )
    const inOrder = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort()
    expect(inOrder(events.map(({ message }) => read(message)))).toEqual(inOrder(expected))
    for (const { message, timestamp } of events)
      expect(read(message)).toMatchObject({ at: timestamp })
  })

  test('so that the metric filters count them', async () => {
    await forwarder(gzipSync(lines.join('\n')), engine.logs).handler(written)
    const events = await messages()
    const counted = Object.fromEntries(
      shippedFilters(defaultSite.steps, cafewatchJson.pattern).map(({ name, pattern }) => {
        const matches = matcher(parsePattern(pattern))
        return [
          name,
          events.filter(({ message }) => matches({ message, fields: discoverFields(message) }))
            .length,
        ]
      }),
    )
    expect(counted).toMatchObject({ Requests: 6, Orders: 1, '5xx-Errors': 1, '404-Errors': 0 })
  })

  test('in as many calls as CloudWatch needs, and with a stream that may be there', async () => {
    const many = gzipSync(Array.from({ length: 10_001 }, () => sample).join('\n'))
    const sent: PutLogEventsCommand[] = []
    const { handler } = forwarder(many, {
      send: (async (command: unknown) => {
        if (command instanceof PutLogEventsCommand) sent.push(command)
        return engine.logs.send(command as never)
      }) as never,
    })
    await handler(written)
    await handler(written)
    const sizes = sent.map(({ input }) => input.logEvents ?? [])
    expect(sizes.flat()).toHaveLength(20_002)
    for (const events of sizes) {
      expect(events.length).toBeLessThanOrEqual(10_000)
      const bytes = events.reduce(
        (sum, { message = '' }) => sum + Buffer.byteLength(message) + 26,
        0,
      )
      expect(bytes).toBeLessThanOrEqual(1_048_576)
    }
    expect(sent[0]?.input.logStreamName).toBe('app/cafe/50dc6c495c0c9188')
  })

  test('fails, and Lambda tries again, when CloudWatch refuses', async () => {
    const { handler } = forwarder(gzipSync(sample), {
      send: (async () => {
        throw Object.assign(new Error('no such group'), { name: 'ResourceNotFoundException' })
      }) as never,
    })
    await expect(handler(written)).rejects.toThrow('no such group')
  })
})

describe('in the template', () => {
  const context = { loadBalancer: 'app/shop/50dc6c495c0c9188', balancerLog: 'true', kmsKey: 'new' }
  const { template, text } = made({}, context)
  const [bucketId, bucket] =
    resourcesOf(template, 'AWS::S3::Bucket').find(([id]) => id.startsWith('BalancerLog')) ?? []
  const forwarding = only(template, 'AWS::Lambda::Function')

  test('is not there by default', () => {
    made({}, { loadBalancer: context.loadBalancer }).template.resourceCountIs(
      'AWS::Lambda::Function',
      0,
    )
  })

  test('each file of the log runs the function, which writes into the access log’s group', () => {
    expect(bucket).toMatchObject({
      Properties: {
        NotificationConfiguration: {
          LambdaConfigurations: [
            {
              Event: 's3:ObjectCreated:*',
              Filter: { S3Key: { Rules: [{ Name: 'suffix', Value: '.log.gz' }] } },
              Function: { 'Fn::GetAtt': [forwarding.id, 'Arn'] },
            },
          ],
        },
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: 7, Status: 'Enabled' }] },
      },
      DependsOn: [only(template, 'AWS::Lambda::Permission').id],
    })
    expect(only(template, 'AWS::Lambda::Permission').Properties).toMatchObject({
      Principal: 's3.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    })
    expect(forwarding.Properties).toMatchObject({
      Code: { ZipFile: source },
      Environment: { Variables: { LOG_GROUP: { Ref: 'AccessLog' } } },
    })
  })

  test('load balancers of this account may write the log, with the only encryption that they know', () => {
    expect(bucket?.Properties.BucketEncryption).toMatchObject({
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      ],
    })
    const policy = resourcesOf(template, 'AWS::S3::BucketPolicy').find(
      ([, { Properties }]) => Properties.Bucket.Ref === bucketId,
    )
    const allowed = statements(policy?.[1].Properties).filter(({ Effect }) => Effect === 'Allow')
    expect(allowed).toMatchObject([
      {
        Action: 's3:PutObject',
        Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
      },
    ])
    expect(JSON.stringify(allowed[0]?.Resource)).toContain('/AWSLogs/')
  })

  test('its own failures are logged, encrypted like the rest, and raise an alarm', () => {
    const own = resourcesOf(template, 'AWS::Logs::LogGroup').find(
      ([, { Properties }]) => Properties.LogGroupName === 'cafewatch/balancer-log',
    )
    expect(forwarding.Properties.LoggingConfig).toMatchObject({ LogGroup: { Ref: own?.[0] } })
    expect(own?.[1].Properties.KmsKeyId).toBeDefined()
    expect(JSON.stringify(only(template, 'AWS::KMS::Key').Properties)).toContain(
      'log-group:cafewatch/balancer-log',
    )
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Balancer-Log-Failing',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: forwarding.id } }],
    })
  })

  test('errors of the servers count in the balancer’s alarm, since no log of theirs says them in time', () => {
    expect(text).toContain('HTTPCode_Target_5XX_Count')
    expect(made({}, { loadBalancer: context.loadBalancer }).text).not.toContain(
      'HTTPCode_Target_5XX_Count',
    )
  })

  test.each([
    [{ balancerLog: 'true' }, '--context balancerLog: needs loadBalancer as well'],
    [{ ...context, logFormat: 'combined' }, '--context balancerLog: writes cafewatch-json'],
  ] as [Record<string, string>, string][])('%j is refused', (wrong, message) => {
    expect(() => made({}, wrong)).toThrow(message)
  })
})
