import type { Seen, Visit, VisitRequest } from '@/lib/visits/visits'

// Where so many pages are known, one more may be forgotten: then nothing is held to be a wrong link.
const maxKnown = 50_000
const maxVain = 5_000

export interface Followed {
  /** It asks for a page that never was: that says nothing of the site. */
  isWrong: boolean
  /** The visit has found nothing yet but such a page. */
  isMisled: boolean
  /** It finds a page after all. */
  isFound: boolean
}

const led: Followed = { isWrong: false, isMisled: false, isFound: false }

/** Tells people who follow a link to a page that never was, as somebody has posted it, from those who miss a page. */
export function newWrongLinks() {
  const known = new Set<string>()
  /** What people have asked for, and was not there. */
  let vain = new Set<string>()
  const misled = new WeakSet<Visit>()
  let isAnybodyMisled = false

  /** Whoever comes from another page of the site was led there by it; and what has an address of its own each time, as a token, may be a page that is gone. */
  function isWrong({ method, path, status }: VisitRequest, { visit, isStatic }: Seen): boolean {
    if (isStatic || method !== 'GET' || (status !== 404 && status !== 410)) return false
    if (
      visit.pages > 1 ||
      visit.verdict().kind !== 'person' ||
      known.has(path) ||
      known.size >= maxKnown
    )
      return false
    if (vain.has(path)) return true
    if (vain.size >= maxVain) vain = new Set()
    vain.add(path)
    return false
  }

  return {
    see(request: VisitRequest, seen: Seen): Followed {
      const { visit, isStatic } = seen
      if (isWrong(request, seen)) {
        misled.add(visit)
        isAnybodyMisled = true
        return { isWrong: true, isMisled: true, isFound: false }
      }
      const isWell = !isStatic && request.status < 400
      if (isWell && request.method === 'GET' && known.size < maxKnown) known.add(request.path)
      if (!isAnybodyMisled || !misled.has(visit)) return led
      if (isWell) misled.delete(visit)
      return { isWrong: false, isMisled: !isWell, isFound: isWell }
    },
  }
}
