import * as z from 'zod'
import { readBody } from '@/app/api/body'
import { guard } from '@/lib/guard'
import { checkSite, forgetSite, type SaveResult, saveSite } from '@/lib/saving/save-site'
import { siteReading } from '@/lib/saving/site-reading'
import { setupMembers } from '@/lib/site-file/written-site'

/** The site, its secrets left out; with `?download` as the site file that it would be. */
export const GET = guard(async (request) => {
  const reading = siteReading()
  if (!new URL(request.url).searchParams.has('download')) return Response.json(reading)
  return new Response(`${JSON.stringify(reading.site, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json',
      'content-disposition': 'attachment; filename="site.json"',
    },
  })
})

const members = Object.fromEntries(setupMembers.map((name) => [name, z.unknown().optional()]))
/** What the members must be is said by the site file itself, once they are merged. */
const body = z.strictObject({ site: z.strictObject(members) })

const statusOf: Record<Extract<SaveResult, { ok: false }>['reason'], number> = {
  wrong: 400,
  refused: 409,
  failed: 503,
}

function answerTo(result: SaveResult): Response {
  if (result.ok) return Response.json({ ...result.reading, toDo: result.toDo })
  const { reason, message, problems } = result
  // Sentences about a member begin with it.
  const field = reason === 'wrong' ? `site.${message.split(':', 1)[0]}` : undefined
  return Response.json({ error: { field, message, problems } }, { status: statusOf[reason] })
}

/** Saves members of the site file and puts them in force: null removes one, and others stay. */
export const PUT = guard(async (request) => {
  const read = await readBody(request, body)
  return 'problem' in read ? read.problem : answerTo(await saveSite(read.body.site))
})

/** Whether members of a site file would be taken; saves nothing. */
export const POST = guard(async (request) => {
  const read = await readBody(request, body)
  if ('problem' in read) return read.problem
  const wrong = checkSite(read.body.site)
  return wrong ? answerTo(wrong) : Response.json({ ok: true })
})

/** Forgets what was set up. */
export const DELETE = guard(async () => answerTo(await forgetSite()))
