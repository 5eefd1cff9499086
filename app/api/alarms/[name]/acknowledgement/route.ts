import * as z from 'zod'
import { changed, type OfAlarm } from '@/app/api/alarms/changed'
import { readBody } from '@/app/api/body'
import { setAcknowledged } from '@/lib/alarm-changes/change'
import { maxName, maxNote } from '@/lib/alarms/hold'
import { guard } from '@/lib/guard'

const line = (max: number) => z.string().trim().max(max, `must have at most ${max} characters`)
const acknowledgement = z.strictObject({
  by: line(maxName).min(1, 'must say who has seen it'),
  note: line(maxNote).default(''),
})

/** Says that a raised alarm has been seen, by whom. */
export const PUT = guard<OfAlarm>(async (request, { params }) => {
  const read = await readBody(request, acknowledgement)
  if ('problem' in read) return read.problem
  return changed(await setAcknowledged((await params).name, read.body))
})

/** Takes that back. */
export const DELETE = guard<OfAlarm>(async (_, { params }) =>
  changed(await setAcknowledged((await params).name, null)),
)
