import { isAddress, isPrivate, withinIpv6 } from './address'

const hostName =
  /^(?=.{1,253}$)(?=.*[a-z])[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_-]{1,63})*\.?$/i

/** An address without its port and brackets, and of IPv4 within IPv6 that alone; other texts as they are. */
export function withoutPort(text: string): string {
  const alone = bare(text.startsWith('::ffff:') && text.includes('.') ? text.slice(7) : text)
  return alone.startsWith('::ffff:') ? withinIpv6(alone) : alone
}

function bare(text: string): string {
  if (text.charCodeAt(0) === 91) return text.replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
  const colon = text.indexOf(':')
  // One colon: a port. More: IPv6.
  if (colon === -1 || text.indexOf(':', colon + 1) !== -1) return text
  return /^\d+$/.test(text.slice(colon + 1)) ? text.slice(0, colon) : text
}

/** The addresses of an X-Forwarded-For list or of a Forwarded header, the first hop first. */
const addressesIn = (list: string): string[] =>
  list
    .split(',')
    .map((part) => withoutPort(part.trim().replace(/^.*\bfor="?([^";]*)"?.*$/i, '$1')))
    .filter(isAddress)

export interface ClientOptions {
  /** Whether an address is one of the shop's own proxies; undefined when the settings name none. */
  isTrusted?: (address: string) => boolean
}

/**
 * The visitor's own address: of a list the first that is public or, where the settings say which
 * proxies are trusted, the last that is none of these. Null when there is no address and no host name.
 */
export function clientOf(
  client: string,
  forwardedFor: string | undefined,
  { isTrusted }: ClientOptions,
): string | null {
  const listed = forwardedFor !== undefined && forwardedFor !== '-' && forwardedFor !== ''
  if (!listed && !client.includes(',')) {
    // A socket of the machine itself, as nginx and HAProxy write it.
    if (client.startsWith('unix:')) return null
    const alone = withoutPort(client)
    return isAddress(alone) || hostName.test(alone) ? alone : null
  }
  const hops = addressesIn(listed ? `${forwardedFor},${client}` : client)
  if (hops.length === 0) return listed ? clientOf(client, undefined, { isTrusted }) : null
  if (isTrusted) return hops.findLast((hop) => !isTrusted(hop)) ?? hops[0] ?? null
  return hops.find((hop) => !isPrivate(hop)) ?? hops[0] ?? null
}
