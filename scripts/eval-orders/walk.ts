import { minuteMs } from '@/lib/time'
import type { Draws } from './random'
import type { Shop } from './shop'
import type { Planned, Visit } from './visit-plan'
import type { Answer, Asked, World } from './world'

/** A line of the log to be. */
export interface Hit {
  atMs: number
  ms: number
  client: string
  agent: string
  method: string
  path: string
  query: string
  status: number
  referer: string
  bytes: number
}

export interface Walked {
  hits: Hit[]
  /** When orders were made, epoch ms. */
  orders: number[]
  asked: Asked[]
}

/** A file is as large each time, a page about as large. */
function sizeOf(path: string, part: number): number {
  let hash = 7
  for (let at = 0; at < path.length; at += 1) hash = (hash * 31 + path.charCodeAt(at)) % 90_001
  return 900 + Math.floor(hash * part)
}

const maxReloads = 2
const loopHits = 20

/** Leads a visit through a world. `react` is drawn from only where something goes wrong. */
export function walk(visit: Visit, shop: Shop, world: World, react: Draws): Walked {
  const { person } = visit
  const origin = `https://${shop.name}.example`
  const walked: Walked = { hits: [], orders: [], asked: [] }
  let atMs = visit.startMs
  let referer = visit.referer
  let cameBack = false

  function ask(one: {
    key: string | null
    path: string
    query: string
    method: string
    status: number
    ms: number
    luck: number
    slowness: number
  }): Answer {
    const { key, path, query, method, status, ms, luck, slowness } = one
    const { country, browser, client, agent } = person
    const asked: Asked = { key, path, atMs, country, browser, luck, slowness, status, ms }
    walked.asked.push(asked)
    const answer = world.answer(asked)
    const bytes = answer.status === 304 ? 0 : sizeOf(path, key === null ? 1 : slowness)
    const hit = {
      atMs,
      ms: answer.ms,
      client,
      agent,
      method,
      path,
      query,
      status: answer.status,
      referer,
      bytes,
    }
    for (let times = answer.isLoop ? loopHits : 1; times > 0 && !answer.isSilent; times -= 1) {
      walked.hits.push({ ...hit, atMs })
      if (answer.isLoop) atMs += 40 + Math.floor(slowness * 30)
    }
    return answer
  }

  /** A page with its assets. False when it, or the script that it needs, did not come. */
  function load(planned: Planned, luck: number): boolean {
    const { page, key, path, slowness, status } = planned
    const query =
      planned === visit.pages[0] && visit.campaign ? withCampaign(planned.query) : planned.query
    const {
      ms,
      status: got,
      isLoop,
      isDead,
    } = ask({ key, path, query, method: page.method, status, ms: page.ms, luck, slowness })
    const madeAtMs = atMs
    atMs += ms
    if (isDead || isLoop || (got >= 400 && got !== status)) return false
    if (planned.isOrder) walked.orders.push(madeAtMs)
    if (page.kind === 'page') referer = origin + path
    for (const asset of planned.assets) {
      atMs += 15 + Math.floor(slowness * 25)
      ask({ key: null, query: '', method: 'GET', ms: 3, luck: 0.5, slowness, ...asset })
    }
    if (key !== shop.script.page) return true
    const script = world.scriptAt(shop.script.path, atMs)
    // A name that is new is in nobody's cache.
    if (!planned.needsScript && script === shop.script.path) return true
    atMs += 20
    const asset = { path: script, status: person.hasCache ? 304 : 200 }
    return (
      ask({ key: null, query: '', method: 'GET', ms: 4, luck: 0.5, slowness, ...asset }).status <
      400
    )
  }

  const withCampaign = (query: string) => `${query ? `${query}&` : '?'}${visit.campaign}`

  /** Tries a page until it comes or the visitor has had enough. */
  function reach(planned: Planned): boolean {
    for (let reloads = 0, luck = planned.luck; ; luck = react.unit()) {
      const beganMs = atMs
      if (load(planned, luck)) {
        const waited = (atMs - beganMs) / 1000
        return planned.patience >= 1 - Math.exp(-Math.max(0, waited - 3) / 15)
      }
      if (reloads < maxReloads && react.chance(0.45)) {
        reloads += 1
        atMs += 2_000 + Math.round(react.exponential(6_000))
      } else if (!cameBack && react.chance(0.12)) {
        cameBack = true
        atMs += 20 * minuteMs + Math.round(react.exponential(30 * minuteMs))
      } else return false
    }
  }

  for (const planned of visit.pages) {
    atMs += planned.thinkMs
    if (!reach(planned)) break
  }
  return walked
}
