import type { OrderWay } from '@/lib/orders/expected/order-way'
import type { Visit } from '@/lib/visits/visits'
import type { newFailing } from './failing'
import { newUsualAnswers } from './usual-answers'

/** A request of a person. */
interface Request {
  key: string
  method: string
  /** With the part of the query that chooses the page. */
  path: string
  /** -1 for none. */
  step: number
  status: number
  visit: Visit
  atMs: number
}

interface Parts {
  way: Pick<OrderWay, 'asked'>
  failing: Pick<ReturnType<typeof newFailing>, 'see'>
}

/** A browser goes where it is sent at once. */
const atOnceMs = 3_000
const elsewhere = 0
const maxPages = 5_000

const isForm = ({ method, status }: Request) => method === 'POST' && status >= 300 && status < 400

/**
 * Watches where forms lead, each as a request of its own: what is answered with the usual redirect may send
 * visits back to a page from before it, as when the provider that takes payments is down. Of a form that
 * leads now here, now there, nothing is said.
 */
export function newSentBack({ way, failing }: Parts) {
  const usual = newUsualAnswers()
  const pages = new Map<string, number>()
  const sent = new WeakMap<Visit, Request>()

  function numberOf(key: string): number {
    const known = pages.get(key)
    if (known !== undefined) return known
    if (pages.size >= maxPages) return elsewhere
    // Above all statuses, of which some are the same.
    const number = 1_000 + pages.size
    pages.set(key, number)
    return number
  }

  function lead(form: Request, { key: page, visit, atMs }: Request) {
    const isAtOnce = atMs - form.atMs <= atOnceMs
    const place = isAtOnce ? numberOf(page) : elsewhere
    const isOther = usual.insteadOf(form.key, place, atMs) !== null
    const isBack = isOther && isAtOnce && visit.met.get(page) !== undefined
    const key = `${form.key}, and on`
    if (!visit.met.get(key)) way.asked(key)
    visit.met.set(key, isBack ? 'back' : '', atMs)
    // What leads back is no order, whatever it is answered.
    if (isBack && visit.lastOrderMs === form.atMs) visit.lastOrderMs = Number.NaN
    failing.see({
      ...form,
      key,
      atMs,
      ...{ isStatic: false, usualStatus: null, takesBack: false, isPerson: true },
      failure: isBack ? 'back' : null,
    })
  }

  return {
    /** Before the request is remembered with its visit. */
    see(request: Request) {
      const { visit } = request
      const form = sent.get(visit)
      if (form) sent.delete(visit)
      // Whoever clicks twice is not led to the form.
      if (form && request.method === 'GET') lead(form, request)
      if (isForm(request)) sent.set(visit, request)
    },
    /** Takes an hour into what is usual, unless something was wrong in it. */
    endHour: usual.endHour,
  }
}
