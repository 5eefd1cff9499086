import { once } from 'node:events'

/** A log library with the shipper that sends its lines to CloudWatch. */
interface Shipper {
  /** The time between two lots of lines, and how many are in each. */
  pace: { everyMs: number; lines: number }
  log(line: string): void
  /** Sends what is left. */
  close(): Promise<unknown>
}

const logStreamName = 'web-1'
const steady = { everyMs: 100, lines: 5 }

async function winston(logGroupName: string): Promise<Shipper> {
  const { createLogger } = await import('winston')
  const { default: CloudWatch } = await import('winston-cloudwatch')
  const transport = new CloudWatch({
    ...{ logGroupName, logStreamName, uploadRate: 1_000 },
    errorHandler: () => {},
  })
  const logger = createLogger({ transports: [transport] })
  return {
    pace: steady,
    log: (line) => logger.info(line),
    close: () => new Promise((done) => transport.kthxbye(done)),
  }
}

async function pino(logGroupName: string): Promise<Shipper> {
  const { default: create } = await import('pino')
  const transport = create.transport({
    target: import.meta.resolve('@serdnam/pino-cloudwatch-transport'),
    // It sends only when a line comes so long after the one before. One put a second is its limit: below
    // that it would send what has piled up line by line.
    options: { logGroupName, logStreamName, interval: 1_200 },
  })
  const logger = create(transport)
  return {
    pace: { everyMs: 1_500, lines: 50 },
    log: (line) => logger.info(line),
    close() {
      const closed = once(transport, 'close')
      transport.end()
      return closed
    },
  }
}

async function logtape(logGroupName: string): Promise<Shipper> {
  const { configure, dispose, getLogger } = await import('@logtape/logtape')
  const { getCloudWatchLogsSink } = await import('@logtape/cloudwatch-logs')
  await configure({
    sinks: {
      cloudwatch: getCloudWatchLogsSink({ logGroupName, logStreamName }),
    },
    loggers: [
      { category: 'shop', sinks: ['cloudwatch'] },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  })
  const logger = getLogger('shop')
  return { pace: steady, log: (line) => logger.info('{line}', { line }), close: dispose }
}

export const shippers = { winston, pino, logtape }
export type ShipperName = keyof typeof shippers
