import { GetLogRecordCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { Row } from '@/lib/explore'
import type { Failure } from '@/lib/failure'
import { maskAddresses } from '@/lib/mask'
import { clients } from './cloudwatch'
import { failed, failureOf } from './failures'

const limitMs = 20_000

/** A whole log event by its `@ptr`: all its fields as text, addresses masked. Never rejects. */
export async function logRecord(
  logRecordPointer: string,
): Promise<{ ok: true; fields: Row } | { ok: false; failure: Failure }> {
  try {
    const { logRecord } = await clients().logs.send(new GetLogRecordCommand({ logRecordPointer }), {
      abortSignal: AbortSignal.timeout(limitMs),
    })
    if (!logRecord) throw failed('unusable-answer')
    const fields = Object.fromEntries(
      Object.entries(logRecord).map(([name, value]) => [
        name,
        name === '@ptr' ? value : maskAddresses(value),
      ]),
    )
    return { ok: true, fields }
  } catch (error) {
    return { ok: false, failure: failureOf(error, 'logs:GetLogRecord') }
  }
}
