import { minuteMs } from '@/lib/time'
import type { Finding } from './findings'
import type { Candidate, ComesBack } from './shop-state'

/** A time in which something was wrong. */
interface Spell {
  sinceMs: number
  lastMs: number
  /** For how long nothing was wrong before it was said. */
  wellMs: number
  ids: Set<string>
  culprit: Candidate | null
}

// What is well for longer has ended. A job of each hour is not what comes and goes.
const longestWellMs = 45 * minuteMs
const margin = 1.25
/** After one relapse nobody knows yet whether it comes and goes: an all-clear in a quarter of an hour is still due. */
const afterOneMs = 14 * minuteMs
const maxSpells = 100

/** By what two troubles are the same: errors of one server are, whatever page they hit. */
function idOf(finding: Finding): string {
  switch (finding.kind) {
    case 'culprit':
    case 'suspect': {
      const { failure, key } = finding.culprit
      return failure === 'error' ? failure : `${failure} ${key}`
    }
    default:
      return finding.kind === 'no-traffic' ? 'silence' : 'orders'
  }
}

const lastOf = (finding: Finding, minute: number) =>
  finding.kind === 'culprit' || finding.kind === 'suspect' ? finding.culprit.lastMs : minute

const areAlike = (a: Spell, b: Spell) => [...a.ids].some((id) => b.ids.has(id))

/** Remembers what was wrong and ended: what has come back before may do so again after as long a time. */
export function newRelapses() {
  let spells: Spell[] = []
  let isTroubled = false

  function seeTrouble(finding: Exclude<Finding, { kind: 'none' | 'closed' }>, minute: number) {
    const lastMs = lastOf(finding, minute)
    const before = spells.at(-1)
    if (!isTroubled) {
      isTroubled = true
      const wellMs = before ? minute - before.lastMs : Number.POSITIVE_INFINITY
      spells.push({ sinceMs: finding.sinceMs, lastMs, wellMs, ids: new Set(), culprit: null })
      if (spells.length > maxSpells) spells = spells.slice(-maxSpells)
    }
    const spell = spells.at(-1) as Spell
    spell.lastMs = Math.max(spell.lastMs, lastMs)
    spell.ids.add(idOf(finding))
    if ('culprit' in finding) spell.culprit = finding.culprit
  }

  /** The newest trouble with those before it that were the same. */
  function chain(): Spell[] {
    const all: Spell[] = []
    for (const spell of spells.toReversed()) {
      const later = all.at(-1)
      if (later && (later.wellMs > longestWellMs || !areAlike(later, spell))) break
      all.push(spell)
    }
    return all
  }

  return {
    /** What has come back and may again, at a minute at which nothing is wrong; null otherwise. */
    see(finding: Finding, minute: number): ComesBack | null {
      if (finding.kind === 'closed') return null
      if (finding.kind !== 'none' && finding.kind !== 'renamed') {
        seeTrouble(finding, minute)
        return null
      }
      isTroubled = false
      const all = chain()
      const [last] = all
      const first = all.at(-1)
      if (!last || !first || all.length < 2) return null
      const longestMs = Math.max(...all.slice(0, -1).map(({ wellMs }) => wellMs))
      const waitMs = margin * longestMs
      const untilMs = last.lastMs + (all.length === 2 ? Math.min(afterOneMs, waitMs) : waitMs)
      if (minute >= untilMs) return null
      const { lastMs } = last
      const keys = new Set(all.map(({ culprit }) => culprit?.key))
      const areSeveral = keys.size > 1
      const culprit = areSeveral ? null : last.culprit
      const isSilence = !areSeveral && last.ids.has('silence') && culprit === null
      return {
        times: all.length,
        sinceMs: first.sinceMs,
        lastMs,
        longestMs,
        untilMs,
        culprit,
        areSeveral,
        isSilence,
      }
    },
  }
}
