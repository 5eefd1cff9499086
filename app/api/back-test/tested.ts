import { statusOf } from '@/lib/api'
import type { BackTestReading } from '@/lib/back-test/read'

/** A back-test as an answer, with its HTTP status. */
export function tested(reading: BackTestReading): Response {
  if (reading.ok) return Response.json(reading)
  if ('wrong' in reading) return Response.json({ error: reading.wrong }, { status: 400 })
  if ('unknown' in reading) {
    const message = `There is no alarm named ${reading.unknown}.`
    return Response.json({ error: { field: 'alarm', message } }, { status: 404 })
  }
  return Response.json(reading, { status: statusOf[reading.failure.kind] })
}
