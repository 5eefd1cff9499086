import type { Visit } from '@/lib/visits/visits'
import { everyPage, type Trouble } from './trouble'

/** The latest tell who meets it: a trouble of days has hundreds of thousands. */
const maxLooked = 500
const leastMet = 3
const mostlyPrograms = 4
const leastWithFiles = 0.25
const leastKnown = 5
const leastPartKnown = 0.2

const visitsOf = ({ affected }: Trouble): Visit[] =>
  affected.slice(-maxLooked).map(({ visit }) => visit)

const isPerson = (visit: Visit) => visit.verdict().kind === 'person'

/** Whether so many of those who meet it were served on earlier days that they are the shop's people. */
export function isByKnown(trouble: Trouble): boolean {
  if (trouble.key !== everyPage) return false
  const people = visitsOf(trouble).filter(isPerson)
  const known = new Set(people.flatMap(({ isKnown, client }) => (isKnown ? client : [])))
  return known.size >= Math.max(leastKnown, leastPartKnown * people.length)
}

/** Whether one client alone meets it, or programs do, while others are answered well: that keeps nobody from ordering. */
export function isByOne(trouble: Trouble): boolean {
  const { outcomes, isCallback } = trouble
  if (isCallback) return false
  const visits = visitsOf(trouble)
  const people = visits.filter(isPerson).length
  const isByPrograms = people < leastMet && visits.length >= mostlyPrograms * people
  if (isByPrograms && outcomes.answered >= leastMet) return true
  return (
    people > 0 &&
    outcomes.answered > 0 &&
    visits.every(({ client }) => client === visits[0]?.client)
  )
}

/** Whether those who meet it have loaded no file with the pages before, as who tries passwords, cards or numbers; people load some. */
export function isWithoutFiles(trouble: Trouble): boolean {
  const { failure, key, path, failures, outcomes } = trouble
  if ((failure !== 'refused' && failure !== 'gone') || key === everyPage) return false
  const visits = visitsOf(trouble)
  // Whoever finds nothing at the first page had no files to load; but programs try many addresses.
  const isOfOnePath = !path.includes('*') && failures > outcomes.failed / 2
  const isToldBy = ({ hasFiles, isServed }: Visit) =>
    !hasFiles && (isServed || failure === 'refused' || !isOfOnePath)
  return visits.filter(isToldBy).length > (1 - leastWithFiles) * visits.length
}
