import { isAddress } from '@/lib/access-log/address'

/** Whether a name is this machine's own, which no one else can have a page under. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isAddress(host) && host.startsWith('127.'))
}

export interface Hosts {
  /** Where people open the page, as the operator says. */
  publicUrl: string
  /** Whether other machines may connect. */
  isOpen: boolean
  /** What the server itself speaks TLS with; null where it speaks none. */
  tls: object | null
}

/** The name in a Host header without its port. */
export const nameOf = (host: string) => host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')

/**
 * Whether a Host header names this server: a loopback name, the public one, or, where other machines
 * may connect, an address. A name that somebody else pointed at this server is none of them.
 */
export function isOurHost(host: string | null | undefined, { publicUrl, isOpen }: Hosts): boolean {
  if (!host) return false
  const name = nameOf(host).toLowerCase()
  return (
    isLoopback(name) ||
    name === nameOf(new URL(publicUrl).host).toLowerCase() ||
    (isOpen && isAddress(name))
  )
}

/** Whether an Origin header is that of our own pages, under the host that the request names. */
export function isOurOrigin(origin: string, host: string | null, { publicUrl, tls }: Hosts) {
  return origin === new URL(publicUrl).origin || origin === `${tls ? 'https' : 'http'}://${host}`
}

/**
 * Why a page of ours is taken for one of another site, and what to do: it was opened at another port or
 * scheme than PUBLIC_URL says, as behind a proxy that does not pass these on. Null where the name is another's.
 */
export function misnamed(origin: string, host: string | null, { publicUrl }: Hosts): string | null {
  if (!URL.canParse(origin)) return null
  const name = new URL(origin).hostname.replace(/^\[(.*)\]$/, '$1')
  const own = new URL(publicUrl)
  const names = [own.host, host ?? ''].map((one) => nameOf(one).toLowerCase())
  return names.includes(name)
    ? `The page was opened at ${origin}, and PUBLIC_URL says ${own.origin}: set PUBLIC_URL to what the browser shows, and start again.`
    : null
}
