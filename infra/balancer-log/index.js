// Runs in AWS Lambda, for each file that a load balancer has written: its lines become events of the
// access log's group, in the form of the JSON LogFormat, which metric filters read.
const { gunzipSync } = require('node:zlib')
const { GetObjectCommand, S3Client } = require('@aws-sdk/client-s3')
const logsSdk = require('@aws-sdk/client-cloudwatch-logs')

const s3 = new S3Client()
const logs = new logsSdk.CloudWatchLogsClient()
// biome-ignore lint/style/noProcessEnv: what Lambda runs has no other place for settings
const logGroupName = process.env.LOG_GROUP
// What one PutLogEvents takes; each event counts 26 bytes more than its text.
const maxEvents = 10_000
const maxBytes = 1_000_000

// Kind, time, balancer, client, server, three durations, two statuses, two sizes, request, agent.
const quoted = '"((?:[^"\\\\]|\\\\.)*)"'
const shape = new RegExp(
  `^\\S+ (\\S+Z) (\\S+) (\\S+):\\d+ \\S+ (\\S+) (\\S+) (\\S+) (\\d{3}) \\S+ \\d+ \\d+ ${quoted} ${quoted}`,
)

const plain = (text) =>
  text
    .replace(/(?:\\x[\da-f]{2})+/gi, (run) =>
      Buffer.from(run.replace(/\\x/g, ''), 'hex').toString('utf8'),
    )
    .replace(/\\(["\\])/g, '$1')

function eventOf(line) {
  const found = shape.exec(line)
  if (!found) return null
  const [, time, balancer, client, ...more] = found
  const [status, request, agent] = more.slice(3)
  const seconds = more.slice(0, 3).reduce((sum, one) => sum + Math.max(0, Number(one)), 0)
  const [, method, host, target] = /^(\S+) \w+:\/\/([^/ ?]+?)(?::\d+)?([/?].*)$/.exec(request) ?? []
  const timestamp = Date.parse(time)
  const message = JSON.stringify({
    time: new Date(timestamp).toISOString().replace('Z', '+0000'),
    process: String(Math.round(seconds * 1_000_000)),
    remoteIP: client.replace(/^\[|\]$/g, ''),
    host: host ?? '-',
    requestLine: plain(method ? `${method} ${target}` : request),
    status,
    userAgent: plain(agent),
    referer: '-',
  })
  return { balancer, timestamp, message, bytes: Buffer.byteLength(message) + 26 }
}

function* batches(events) {
  let batch = []
  let bytes = 0
  for (const event of events) {
    if (batch.length === maxEvents || bytes + event.bytes > maxBytes) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push({ timestamp: event.timestamp, message: event.message })
    bytes += event.bytes
  }
  if (batch.length > 0) yield batch
}

async function forward(Bucket, Key) {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  const text = gunzipSync(await Body.transformToByteArray()).toString('utf8')
  const events = text.split('\n').map(eventOf).filter(Boolean)
  if (events.length === 0) return
  events.sort((one, other) => one.timestamp - other.timestamp)
  const stream = { logGroupName, logStreamName: events[0].balancer }
  await logs.send(new logsSdk.CreateLogStreamCommand(stream)).catch((error) => {
    if (error.name !== 'ResourceAlreadyExistsException') throw error
  })
  for (const logEvents of batches(events))
    await logs.send(new logsSdk.PutLogEventsCommand({ ...stream, logEvents }))
}

exports.handler = async ({ Records }) => {
  for (const { s3: written } of Records)
    await forward(written.bucket.name, decodeURIComponent(written.object.key.replaceAll('+', ' ')))
}
