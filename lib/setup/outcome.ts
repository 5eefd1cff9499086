import type { Match } from '@/lib/shop/steps'

/** What a payment provider says in the address that it sends people back to. */
export type Outcome = 'paid' | 'not paid'

const naming =
  /^(?:(?:payment|pay|order|redirect|checkout|trans(?:action)?|trx|tx)?[-_]?(?:status|result|outcome|success|paid|ok)|(?:auth|response|result)[-_]?(?:code|result)|resultado|statut|stato|estado)$/i
const paid =
  /^(?:ok|success|successful|succeeded|paid|complete[d]?|approved|authori[sz]ed|accepted|confirmed|captured|settled|bezahlt|erfolg\w{0,9}|pagado|aprobado|paye|pagato)$/i
const notPaid =
  /^(?:nok|ko|cancel\w{0,9}|fail\w{0,9}|error|declined|denied|refused|rejected|abort\w{0,9}|expired|timeout|void(?:ed)?|abbruch|abgebrochen|pending|open)$/i
const isPaid = /(?:success|paid|ok)$/i
const yes = /^(?:1|true|yes|y)$/i
const no = /^(?:0|false|no|n)$/i

/** What one parameter says; null when it is no outcome. */
export function outcomeOf(name: string, value: string): Outcome | null {
  if (!naming.test(name)) return null
  if (paid.test(value) || (isPaid.test(name) && yes.test(value))) return 'paid'
  return notPaid.test(value) || (isPaid.test(name) && no.test(value)) ? 'not paid' : null
}

/** What the parameters of a match say; null when none of them is an outcome. */
export function outcomeIn({ query = {} }: Match): Outcome | null {
  const outcomes = Object.entries(query).map(([name, value]) => outcomeOf(name, value))
  return outcomes.includes('not paid') ? 'not paid' : outcomes.includes('paid') ? 'paid' : null
}
