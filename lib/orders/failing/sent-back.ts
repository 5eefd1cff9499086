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
  /** It counts as an order. */
  isOrder: boolean
}

interface Sent extends Request {
  /** Of those of its visit. */
  isFirstOrder: boolean
}

interface Parts {
  way: Pick<OrderWay, 'asked'>
  failing: Pick<ReturnType<typeof newFailing>, 'see'>
  /** What leads back is no order, whatever it is answered. */
  takeBack: (visit: Visit, orderMs: number, isFirst: boolean) => void
}

/** A browser goes where it is sent at once. */
const atOnceMs = 3_000
const elsewhere = 0
/** Where so many had to send a form again, it leads nobody on. */
const leastResent = 2
const maxPages = 5_000

const isForm = ({ method, status }: Request) => method === 'POST' && status >= 300 && status < 400

/**
 * Watches where forms lead, each as a request of its own: what is answered with the usual redirect may send
 * visits back to a page from before it, as when the provider that takes payments is down, or to one that
 * they did not see before, as to a login, where they find that they must send it again. Whoever does not
 * may only have come to a page of a new name. Of a form that leads now here, now there, nothing is said.
 */
export function newSentBack({ way, failing, takeBack }: Parts) {
  const usual = newUsualAnswers()
  const pages = new Map<string, number>()
  const sent = new WeakMap<Visit, Sent>()
  /** Led to a page that was new to them, and not the usual one. */
  const astray = new WeakMap<Visit, { form: Sent; to: string }>()
  /** How often visits sent a form again after they were led astray, by the form and where it led them. */
  const resent = new Map<string, number>()

  function numberOf(key: string): number {
    const known = pages.get(key)
    if (known !== undefined) return known
    if (pages.size >= maxPages) return elsewhere
    // Above all statuses, of which some are the same.
    const number = 1_000 + pages.size
    pages.set(key, number)
    return number
  }

  function lead(form: Sent, { key: page, visit, atMs }: Request) {
    const isAtOnce = atMs - form.atMs <= atOnceMs
    const place = isAtOnce ? numberOf(page) : elsewhere
    const isElsewhere = usual.insteadOf(form.key, place, atMs) !== null && isAtOnce
    const to = `${form.key} ${page}`
    const isKnown = visit.met.get(page) !== undefined || (resent.get(to) ?? 0) >= leastResent
    if (isElsewhere && !isKnown) astray.set(visit, { form, to })
    else led(form, isElsewhere, atMs)
  }

  function led(sentForm: Sent, isBack: boolean, atMs: number) {
    const { isOrder, isFirstOrder, ...form } = sentForm
    const { visit } = form
    const key = `${form.key}, and on`
    if (!visit.met.get(key)) way.asked(key)
    visit.met.set(key, isBack ? 'back' : '', atMs)
    if (isBack && isOrder) takeBack(visit, form.atMs, isFirstOrder)
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
      if (!isForm(request)) return
      const before = astray.get(visit)
      astray.delete(visit)
      if (before?.form.key === request.key) {
        if (resent.size < maxPages) resent.set(before.to, (resent.get(before.to) ?? 0) + 1)
        led(before.form, true, request.atMs)
      }
      sent.set(visit, { ...request, isFirstOrder: request.isOrder && visit.orders === 1 })
    },
    /** Takes an hour into what is usual, unless something was wrong in it. */
    endHour: usual.endHour,
  }
}
