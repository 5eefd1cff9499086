import { readBody } from '@/app/api/body'
import { readParams } from '@/lib/api'
import { nowMs } from '@/lib/aws/read'
import { testExisting, testTrial } from '@/lib/back-test/read'
import { trialAlarm } from '@/lib/back-test/trial-alarm'
import { badRequest, guard } from '@/lib/guard'
import { windowOf } from '@/lib/window'
import { tested } from './tested'

/** Alarms that exist, over the range of the address: `alarm` names one, and may stand several times; without it all. */
export const GET = guard(async (request) => {
  const url = new URL(request.url)
  const names = url.searchParams.getAll('alarm')
  if (names.some((name) => name === '' || name.length > 255))
    return badRequest('alarm', 'must be the name of an alarm')
  url.searchParams.delete('alarm')
  const { view, wrong } = readParams(url.href)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  const range = windowOf(view.range, nowMs())
  const { signal } = request
  return tested(await testExisting(names.length > 0 ? names : null, { range, signal }))
})

/** A trial, `{ filter?, alarm }` as a site file declares them, over the range of the address. */
export const POST = guard(async (request) => {
  const { view, wrong } = readParams(request.url)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  const read = await readBody(request, trialAlarm)
  if ('problem' in read) return read.problem
  const range = windowOf(view.range, nowMs())
  return tested(await testTrial(read.body, { range, signal: request.signal }))
})
