import { setImmediate as turn } from 'node:timers/promises'
import { newProxyClients } from '@/lib/access-log/proxy-clients'
import { readingOf } from '@/lib/aws/failures'
import { readLogLines } from '@/lib/aws/log-lines'
import { readEventTimes } from '@/lib/aws/logs'
import { runtime } from '@/lib/aws/runtime'
import { notUnderstood } from '@/lib/log-state'
import { masked } from '@/lib/mask'
import { nothingYet } from '@/lib/orders/report/report'
import { newIgnored, newPersons } from '@/lib/orders/watch/watch-site'
import { logZone } from '@/lib/setup/log-zone'
import { type AskedKinds, newAskedKinds } from '@/lib/setup/nearest'
import { newObserver } from '@/lib/setup/observe'
import { newOwnHost } from '@/lib/setup/own-host'
import { previewOf } from '@/lib/setup/preview'
import type { Proposal } from '@/lib/setup/proposal'
import { proposing } from '@/lib/setup/propose'
import type { PreviewReading, SetupReading } from '@/lib/setup/reading'
import type { Way } from '@/lib/site-way'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { readerOfLog } from './log-reader'
import { readDays } from './read-days'

interface Known {
  requests: readonly VisitRequest[]
  asked: AskedKinds
  lines: number
  proposal: Proposal
}

interface Held {
  of: string
  lines: number
  known: Known | null
  readMs: number
  reading: Promise<Known> | null
  forget?: NodeJS.Timeout
}

/** As many requests as are looked at in one go. */
const partSize = 2_000
const keptMs = 5 * minuteMs
/** A log that was being read may have more at once. */
const soonMs = 1_500
const laterMs = 10_000

// Next evaluates modules once per entry, and the days are to be read once.
const key = Symbol.for('cafewatch.setup')
const holder = globalThis as { [key]?: Held }

const serverZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

function held(): Held {
  const { logGroup } = runtime().env
  const before = holder[key]
  if (before && before.of === logGroup) return before
  const made: Held = { of: logGroup, lines: 0, known: null, readMs: 0, reading: null }
  holder[key] = made
  return made
}

async function read(state: Held): Promise<Known> {
  const { env, now, locationOf } = runtime()
  const { logGroup, site } = env
  state.lines = 0
  const { requests, lines, limit, offsets } = await readDays({
    reader: readerOfLog(),
    readLines: readLogLines,
    newestMs: async () => (await readEventTimes(logGroup)).newestMs,
    now,
    onLines: (count) => {
      state.lines = count
    },
  })
  const asked = newAskedKinds()
  const observer = newObserver()
  const ownHost = newOwnHost()
  const proxyClients = newProxyClients()
  for (const [at, request] of requests.entries()) {
    asked.see(request)
    observer.see(request)
    ownHost.see(request.referer)
    proxyClients.see(request.client, request.agent)
    if (at % partSize === partSize - 1) await turn()
  }
  const observed = observer.observed()
  const { fromMs, toMs, others, visits } = observed
  const shopZone = site.openingHours?.zone
  const zone = shopZone ?? logZone(offsets, serverZone())
  const placeOf = (client: string) => {
    const { city = '', country = '' } = locationOf(client) ?? {}
    return [city, country].filter(Boolean).join(', ')
  }
  const work = proposing(observed, { zone, placeOf })
  let part = work.next()
  while (!part.done) {
    await turn()
    part = work.next()
  }
  const proxyAddresses = proxyClients.addresses()
  const counts = { fromMs, toMs, lines, others, limit, proxyAddresses }
  return {
    requests,
    asked,
    lines,
    proposal: {
      read: { ...counts, requests: requests.length, visits: visits.length },
      zone,
      logOffsets: shopZone === undefined ? offsets : [],
      host: ownHost.host(),
      candidates: part.value,
    },
  }
}

/** What is known of the last days; null while they are read for the first time. Rejects when they cannot be. */
async function knownDays(): Promise<Known | null> {
  const state = held()
  const { now } = runtime()
  clearTimeout(state.forget)
  // Hundreds of thousands of requests are not kept for nobody.
  state.forget = setTimeout(() => {
    if (holder[key] === state) holder[key] = undefined
  }, 2 * keptMs).unref()
  if (state.known && now() - state.readMs < keptMs) return state.known
  if (!state.reading) {
    state.reading = read(state)
    state.reading
      .then((known) => {
        state.known = known
        state.readMs = now()
        state.reading = null
      })
      .catch(() => {})
  }
  if (state.known) return state.known
  const { reading } = state
  let timer: NodeJS.Timeout | undefined
  const waiting = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), soonMs)
  })
  try {
    return await Promise.race([reading, waiting])
  } catch (error) {
    // Whoever asks next tries again.
    if (state.reading === reading) state.reading = null
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** What may be an order on this site, from the last days of its log. Never rejects. */
export const readSetup = (): Promise<SetupReading> =>
  readingOf('logs:FilterLogEvents', async () => {
    const { env, loading } = runtime()
    if (env.cloudwatch === 'recorded')
      return {
        ok: true,
        state: 'nothing',
        headline: 'Recorded answers have no log to look at.',
        details: 'Set-up needs a log: start with ACCESS_LOG, or with CLOUDWATCH=aws.',
      }
    if (loading?.()?.done === false)
      return { ok: true, state: 'reading', lines: held().lines, againInMs: soonMs }
    const known = await knownDays()
    if (!known) return { ok: true, state: 'reading', lines: held().lines, againInMs: soonMs }
    const { lines, requests, proposal } = known
    if (requests.length > 0) return masked({ ok: true, state: 'ready', proposal })
    // An empty log is looked at again as soon as something may have come.
    held().readMs = 0
    return {
      ok: true,
      state: 'nothing',
      headline: lines === 0 ? nothingYet : notUnderstood(lines, requests.length, ''),
      details:
        lines === 0
          ? 'Set-up looks at the requests of the last days. Once some have come, they are shown here.'
          : 'Only lines that are understood as requests can be looked at: see the Errors page for some of them.',
      againInMs: laterMs,
    }
  })

/** What a way would have shown in the last days, by the hours of the shop's zone or else of the page's. Never rejects. */
export const previewWay = (way: Way, zoneOfPage?: string): Promise<PreviewReading> =>
  readingOf('logs:FilterLogEvents', async () => {
    const { env, loading } = runtime()
    if (env.cloudwatch === 'recorded' || loading?.()?.done === false)
      return { ok: true, preview: null }
    const known = await knownDays()
    if (!known || known.requests.length === 0) return { ok: true, preview: null }
    const zone = way.openingHours?.zone ?? zoneOfPage ?? known.proposal.zone
    const isIgnored = newIgnored(way.ignore)
    const isPersons = newPersons(way.people)
    return masked({ ok: true, preview: previewOf(known, way, { zone, isIgnored, isPersons }) })
  })
