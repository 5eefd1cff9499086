import { isAddress, isPrivate } from './address'
import { withoutPort } from './client'
import { quotedFirst } from './quoted'

/** What follows the size in a line of the common shape. */
export interface Rest {
  referer?: string
  userAgent?: string
  forwardedFor?: string
}

// Addresses without ports: those of an upstream have one.
const addressList = /^(?:unknown, ?)?[0-9a-f.:]+(?:, ?[0-9a-f.:]+)*$/i

const isList = (text: string) =>
  addressList.test(text) && text.split(/, ?/).every((part) => isAddress(part) || part === 'unknown')

/**
 * X-Forwarded-For among what follows the user agent. nginx's `main` has it at once; further on a
 * lone address may also be a server's, so it counts only when the client is a proxy within.
 */
function forwardedIn(rest: string, client: string): string | undefined {
  for (let left = rest, isNext = true; left !== ''; isNext = false) {
    const next = quotedFirst(left)
    if (!next) {
      const blank = left.indexOf(' ')
      if (blank === -1) return undefined
      left = left.slice(blank + 1)
      continue
    }
    const { quoted } = next
    if (isList(quoted) && (isNext || quoted.includes(',') || isInside(client))) return quoted
    left = next.rest
  }
  return undefined
}

const isInside = (client: string) => {
  const address = withoutPort(client)
  return isAddress(address) && isPrivate(address)
}

const isReferer = (text: string) => /^(?:-?$|\/|[a-z][a-z\d+.-]*:)/i.test(text)

/** From the first quote on: a request time or a cache's word may come before the referer. */
const fromQuote = (rest: string) => {
  const quote = rest.indexOf('"')
  return quote === -1 ? '' : rest.slice(quote)
}

/** Referer, user agent and X-Forwarded-For, where they are. */
export function splitRest(rest: string, client: string): Rest {
  const isLater = rest.charCodeAt(0) !== 34
  const first = quotedFirst(isLater ? fromQuote(rest) : rest)
  if (!first) return {}
  const second = quotedFirst(first.rest)
  if (!second || (isLater && !isReferer(first.quoted)))
    return isReferer(first.quoted) ? { referer: first.quoted } : { userAgent: first.quoted }
  const found = { referer: first.quoted, userAgent: second.quoted }
  const forwardedFor = second.rest === '' ? undefined : forwardedIn(second.rest, client)
  return forwardedFor === undefined ? found : { ...found, forwardedFor }
}
