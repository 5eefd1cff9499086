import { isAddress, isPrivate } from './address'
import { withoutPort } from './client'

/** What stands before the time of a line in the common shape. */
export interface Head {
  /** Where the host stands: nowhere, before the client, or in place of the ident. */
  layout: 'client' | 'hostFirst' | 'hostSecond'
  host?: string
  client: string
  forwardedFor?: string
  user?: string
}

// Longer than any list of proxies; a head within a head cannot go deeper than this.
const maxHead = 2_000
// By far the most frequent form: `203.0.113.7 - -`.
const noUser = ' - -'
const notInClient = /[\s,"]/
const threeWords = /^([^\s,"]+) (\S+) (\S+)$/
const dottedName = /^(?=.*[a-z])[\w-]+(?:\.[\w-]+)+(?::\d+)?$/i
const epoch = /^\d{9,10}\.\d{3}$/

// A transport's prefix ends otherwise: `nginx:`, `web-1|`.
const anyHost = /^[^\s:"<>|]+(?::\d+)?$/

const isClient = (text: string) => isAddress(withoutPort(text))
// A word of a user: an address would be the client of another order.
const isName = (text: string) =>
  /^[\p{L}\p{N}@._'-]+$/u.test(text) && text !== '-' && !isClient(text)
const isHost = (text: string) => dottedName.test(text) || isClient(text)

const withUser = (head: Head, words: readonly string[]): Head => {
  const user = words.join(' ')
  return user === '' || user === '-' || user === '- -' ? head : { ...head, user }
}

/** Takes the head apart; null when it is none, as when a transport has put something before it. */
export function splitHead(head: string): Head | null {
  if (head.length > maxHead) return null
  if (head.endsWith(noUser)) {
    const client = head.slice(0, -noUser.length)
    if (client !== '' && !notInClient.test(client)) return { layout: 'client', client }
  }
  const plain = threeWords.exec(head)
  if (plain) {
    const [, first = '', second = '', user = ''] = plain
    if (second === '-') return withUser({ layout: 'client', client: first }, [user])
    return headOfThree(first, second, user)
  }
  return head.charCodeAt(0) === 34 ? quotedHead(head) : longHead(head.trim().split(/ +/))
}

function headOfThree(first: string, second: string, user: string): Head | null {
  if (epoch.test(first)) return null
  if (isClient(second) && !isClient(first) && anyHost.test(first))
    return withUser({ layout: 'hostFirst', host: first, client: second }, [user])
  // In place of the ident lighttpd writes the host.
  if (isHost(second)) return withUser({ layout: 'hostSecond', host: second, client: first }, [user])
  return withUser({ layout: 'client', client: first }, [user])
}

/** `"203.0.113.7, 10.0.0.2" 10.0.0.1 - -` or `"cafe.example" 203.0.113.7 - -`. */
function quotedHead(head: string): Head | null {
  const end = head.indexOf('"', 1)
  const inner = end === -1 || head.charAt(end + 1) !== ' ' ? null : splitHead(head.slice(end + 2))
  if (inner?.layout !== 'client') return null
  const text = head.slice(1, end)
  if (text === '-' || text === '') return inner
  if (text.split(',').every((part) => isClient(part.trim())))
    return { ...inner, forwardedFor: text }
  return dottedName.test(text) ? { ...inner, layout: 'hostFirst', host: text } : null
}

function longHead(words: readonly string[]): Head | null {
  const [first = '', second = '', third] = words
  if (first.includes(',')) return listHead(words)
  if (second.includes(',') || second.startsWith('"')) return hostBefore(first, words.slice(1))
  if (words.length < 3) return shortHead(first, second)
  if (epoch.test(first)) return null
  const isNamed = words.length === 4 && third === '-' && !isClient(first)
  if (isClient(second) && (anyHost.test(first) || isClient(first))) {
    // The lone X-Forwarded-For of a load balancer, before its own address.
    if (isClient(first) && isPrivate(withoutPort(second)) && !isPrivate(withoutPort(first)))
      return withUser({ layout: 'client', client: second, forwardedFor: first }, words.slice(3))
    const host = first === '-' ? {} : { host: first }
    return withUser({ layout: 'hostFirst', ...host, client: second }, words.slice(3))
  }
  if (isNamed && dottedName.test(first) && dottedName.test(second))
    return withUser({ layout: 'hostFirst', host: first, client: second }, words.slice(3))
  const isNamedUser = second === '-' && dottedName.test(first) && words.slice(2).every(isName)
  if (!isClient(first) && !isNamedUser) return null
  // The ingress of Kubernetes repeats the client: `203.0.113.7 - [203.0.113.7] - -`.
  const from = third?.startsWith('[') ? 4 : 2
  return withUser({ layout: 'client', client: first }, words.slice(from))
}

/** `cafe.example 203.0.113.7, 10.0.0.1 - -`, also with the list in quotes. */
function hostBefore(host: string, words: readonly string[]): Head | null {
  const inner = anyHost.test(host) || isClient(host) ? splitHead(words.join(' ')) : null
  return inner?.layout === 'client' ? { ...inner, layout: 'hostFirst', host } : null
}

/** `203.0.113.7, 10.0.0.1 - -`, also with the address of the proxy after the list. */
function listHead(words: readonly string[]): Head | null {
  let clients = 1
  while (words[clients - 1]?.endsWith(',')) clients += 1
  if (words.length > clients + 2 && isClient(words[clients] ?? '')) clients += 1
  const list = words.slice(0, clients).join(',').split(/,+/)
  if (words.length < clients + 1 || !list.every((word) => isClient(word) || word === 'unknown'))
    return null
  return withUser({ layout: 'client', client: list.join(', ') }, words.slice(clients + 1))
}

/** `203.0.113.7`, `203.0.113.7 -`, `cafe.example 203.0.113.7`. */
function shortHead(first: string, second: string): Head | null {
  if (isClient(second) && !epoch.test(first) && (anyHost.test(first) || isClient(first)))
    return { layout: 'hostFirst', host: first, client: second }
  return isClient(first) ? withUser({ layout: 'client', client: first }, [second]) : null
}
