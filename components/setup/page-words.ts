import { weekdays } from '@/lib/shop/opening-hours'
import type { Draft } from './draft'
import { kindNames, type OwnRecipient } from './own-recipient'
import type { Wrong } from './use-preview'

/** Something that the server does not take: where in the site file, and what to do in the page. */
export interface FieldProblem {
  path: readonly string[]
  text: string
}

const dayNames = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')
const numbered = (at: string | undefined) => Number(at ?? 0)

function hoursText([, day = '', at]: readonly string[], { openingHours }: Draft): string {
  if (day === 'zone')
    return `“${openingHours?.zone ?? ''}” is no time zone: write one such as Europe/Berlin.`
  const name = weekdays.find((one) => one === day)
  if (!name)
    return 'Write the hours of one day at least, such as 08:00-22:00, or tick “At any time”.'
  const written = openingHours?.[name]?.[numbered(at)]?.trim() ?? ''
  return `${dayNames[weekdays.indexOf(name)]}: ${written === '' ? 'after the comma' : `instead of “${written}”`} write from and to, such as 08:00-22:00; a whole day is 00:00-24:00.`
}

const recipientTexts: Record<string, string> = {
  to: 'write e-mail addresses such as ops@shop.example, with commas between them.',
  smtp: 'write the mail server as smtp://user:password@mail.shop.example:587.',
  url: 'write an address that begins with https://. One that begins with http:// needs a tick at “In our own network”.',
}

/** What is wrong with a recipient, in the words of the page; `message` where these have none for the field. */
export const wrongRecipient = (one: OwnRecipient, field: string, message: string) =>
  `${kindNames[one.kind] ?? one.kind} “${one.name}”: ${recipientTexts[field] ?? message}`

function recipientText([, at, field = '']: readonly string[], draft: Draft, message: string) {
  const one = draft.recipients[numbered(at)]
  return one ? wrongRecipient(one, field, message) : message
}

function stepText([, at, field]: readonly string[], { steps }: Draft, message: string): string {
  if (at === undefined) return message
  if (field === 'name') return `Step ${numbered(at) + 1} needs a name.`
  return `Step “${steps[numbered(at)]?.name ?? ''}”: ${message}`
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function textOf(path: readonly string[], message: string, draft: Draft): string {
  const [first, second] = path
  switch (first) {
    case 'openingHours':
      return hoursText(path, draft)
    case 'recipients':
      return recipientText(path, draft, message)
    case 'steps':
      return sentence(stepText(path, draft, message))
    case 'orderId':
      return `Where the number of an order stands ${message}`
    case 'averageOrder':
      return 'Write an amount above zero, such as 24.90.'
    case 'currency':
      return `${draft.currency} is no currency that this server knows.`
    case 'ignore':
    case 'people':
      return second === 'agents' && message.startsWith('Too')
        ? 'A part of a user agent has 1 to 1,000 characters.'
        : sentence(message)
    default:
      return sentence(message)
  }
}

/** What the server does not take, in the words of the page: each field once. */
export function problemsIn(wrong: Wrong | null, draft: Draft): FieldProblem[] {
  if (wrong === null || wrong.message === '') return []
  const { message, problems } = wrong
  const found = new Map<string, FieldProblem>()
  for (const one of problems.length > 0 ? problems : [{ path: '', message }]) {
    const path = one.path.split('.')
    if (!found.has(one.path)) found.set(one.path, { path, text: textOf(path, one.message, draft) })
  }
  return [...found.values()]
}

/** The problems of a member of the site file, or of one within it. */
export const problemsAt = (problems: readonly FieldProblem[], ...place: readonly string[]) =>
  problems.filter(({ path }) => place.every((name, at) => path[at] === name))
