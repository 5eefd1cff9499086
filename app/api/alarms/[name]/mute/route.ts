import * as z from 'zod'
import { changed, type OfAlarm } from '@/app/api/alarms/changed'
import { readBody } from '@/app/api/body'
import { setMute } from '@/lib/alarm-changes/change'
import { nowMs } from '@/lib/aws/read'
import { guard } from '@/lib/guard'
import { minuteMs } from '@/lib/time'

const minutes = z.number('must be a number of minutes').int().min(1, 'must be 1 or more')
const mute = z
  .strictObject({
    forMinutes: minutes.optional(),
    untilMs: z.number('must be a moment in epoch ms').int().optional(),
  })
  .refine((given) => (given.forMinutes === undefined) !== (given.untilMs === undefined), {
    message: 'must have forMinutes or untilMs',
  })

/** Mutes an alarm for some minutes or until a moment; up to the full minute at or after it. */
export const PUT = guard<OfAlarm>(async (request, { params }) => {
  const read = await readBody(request, mute)
  if ('problem' in read) return read.problem
  const { forMinutes = 0, untilMs = nowMs() + forMinutes * minuteMs } = read.body
  return changed(await setMute((await params).name, untilMs))
})

/** Ends the mute by hand of an alarm. */
export const DELETE = guard<OfAlarm>(async (_, { params }) =>
  changed(await setMute((await params).name, null)),
)
