import { hourMs, minuteMs } from '@/lib/time'
import { chanceOfNone } from './distributions'

/** Of a visit: where it comes from, empty where that is not known. */
interface Visitor {
  readonly country: string
  readonly referrer: string
}

interface Group<Visit> {
  orders: number
  visits: number
  /** Of a block of hours, and the most of any earlier one. */
  block: number
  inBlock: number
  mostInBlock: number
  /** The latest visits, while it has not ordered. */
  latest: { visit: Visit; atMs: number }[]
  isStrange: boolean
}

interface Parts {
  /** Of those who came over the last days: how many ordered. */
  usual: () => { came: number; ordered: number }
  /** Orders of all. */
  ordersIn: (fromMs: number, toMs: number) => number
}

const blockMs = 3 * hourMs
const maxGroups = 500
const maxLatest = 3_000
const leastVisits = 30
/** So many times as many as it ever brought. */
const timesEver = 4
/** Whoever came so lately may still order. */
const orderMs = 10 * minuteMs
/** They may order half as often as others do. */
const shareOfUsual = 0.5
const unlikely = 0.005
const spread = 0.1
/** Too few orders of too many visits: who orders so is no stranger any more. */
const leastOfUsual = 0.25
const leastOrders = 20

/** Knows the countries and referrers that bring far more visits than ever, of which none orders while others do: no orders are to be expected of these. */
export function newStrangers<Visit extends Visitor>({ usual, ordersIn }: Parts) {
  const groups = new Map<string, Group<Visit>>()
  let strange = 0

  const keysOf = ({ country, referrer }: Visitor) =>
    [country && `country ${country}`, referrer && `referrer ${referrer}`].filter(Boolean)

  function groupOf(key: string): Group<Visit> | null {
    const known = groups.get(key)
    if (known || groups.size >= maxGroups) return known ?? null
    const counts = { orders: 0, visits: 0, block: 0, inBlock: 0, mostInBlock: 0 }
    const group: Group<Visit> = { ...counts, latest: [], isStrange: false }
    groups.set(key, group)
    return group
  }

  function share(): number {
    const { came, ordered } = usual()
    return ordered < leastOrders ? 0 : ordered / came
  }

  function isStrange({ latest, mostInBlock }: Group<Visit>, nowMs: number): boolean {
    if (latest.length < Math.max(leastVisits, timesEver * mostInBlock)) return false
    const settled = latest.filter(({ atMs }) => atMs <= nowMs - orderMs).length
    const due = settled * shareOfUsual * share()
    // Where nobody orders, they are no others.
    return chanceOfNone(due, spread) < unlikely && ordersIn(latest[0]?.atMs ?? nowMs, nowMs) > 0
  }

  function add(group: Group<Visit>, visit: Visit, atMs: number) {
    const block = Math.floor(atMs / blockMs)
    if (block > group.block) {
      group.mostInBlock = Math.max(group.mostInBlock, group.inBlock)
      Object.assign(group, { block, inBlock: 0 })
    }
    group.visits += 1
    group.inBlock += 1
    if (group.orders > 0 || group.isStrange) return
    group.latest.push({ visit, atMs })
    const first = group.latest.findIndex((one) => one.atMs > atMs - blockMs)
    if (first > 0) group.latest.splice(0, first)
    if (group.latest.length > maxLatest) group.latest.shift()
  }

  return {
    /** Counts a visit, and says which ones turn out to be strangers'. */
    came(visit: Visit, atMs: number): Visit[] {
      return keysOf(visit).flatMap((key) => {
        const group = groupOf(key)
        if (!group) return []
        add(group, visit, atMs)
        if (group.latest.length === 0 || !isStrange(group, atMs)) return []
        group.isStrange = true
        strange += 1
        return group.latest.splice(0).map((one) => one.visit)
      })
    },
    has: (visit: Visit) => strange > 0 && keysOf(visit).some((key) => groups.get(key)?.isStrange),
    ordered(visit: Visit) {
      for (const key of keysOf(visit)) {
        const group = groupOf(key)
        if (!group) continue
        group.orders += 1
        group.latest = []
        const isFew = group.orders < leastOfUsual * share() * group.visits
        if (!group.isStrange || isFew) continue
        group.isStrange = false
        strange -= 1
      }
    },
  }
}
