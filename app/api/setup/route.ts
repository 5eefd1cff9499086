import * as z from 'zod'
import { readBody } from '@/app/api/body'
import { newAddressList } from '@/lib/access-log/address'
import { statusOf } from '@/lib/api'
import { guard } from '@/lib/guard'
import { problemsOf, wrongMember } from '@/lib/site-problems'
import { type Way, way, wayOf } from '@/lib/site-way'
import { previewWay, readSetup } from '@/lib/situation/setup'
import { isZone } from '@/lib/zone'

/** What may be an order on this site, from the last days of its log. */
export const GET = guard(async () => {
  const reading = await readSetup()
  return Response.json(reading, {
    status: reading.ok ? 200 : statusOf[reading.failure.kind],
  })
})

const draft = z.strictObject({
  ...way,
  /** The zone in which the page shows times. */
  zone: z.string().refine(isZone, 'must be a time zone such as Europe/Berlin').optional(),
})

/** The way that a draft says. Throws an Error whose message names the member that is wrong. */
function wayIn(given: Omit<z.infer<typeof draft>, 'zone'>): Way {
  const found = wayOf(given)
  try {
    newAddressList(found.ignore.networks)
  } catch (error) {
    throw wrongMember('ignore.networks', error instanceof Error ? error.message : String(error))
  }
  return found
}

/** What a way that is not saved would have shown of the newest whole day. */
export const POST = guard(async (request) => {
  const read = await readBody(request, draft)
  if ('problem' in read) return read.problem
  const { zone, ...given } = read.body
  let found: Way
  try {
    found = wayIn(given)
  } catch (error) {
    const problems = problemsOf(error)
    const message = error instanceof Error ? error.message : String(error)
    const field = problems[0]?.path
    return Response.json({ error: { field, message, problems } }, { status: 400 })
  }
  const reading = await previewWay(found, zone)
  return Response.json(reading, {
    status: reading.ok ? 200 : statusOf[reading.failure.kind],
  })
})
