/** What one address has been asked from. */
export interface AddressUse {
  requests: number
  /** Different browsers, whatever their versions. */
  browsers: number
}

const leastRequests = 500
const leastShare = 0.8
const leastBrowsers = 4
/** So many may be a home's or an office's own address. */
const fewAddresses = 2
/** More browsers than the people behind one office's address have. */
const leastBrowsersOfFew = 8

/**
 * How many addresses look like a proxy's; 0 when those of visitors are logged. Behind a proxy nearly every
 * address has nearly every browser in use (`browsersInUse`); a household's or an office's has its own few.
 */
export function proxyAddressesIn(addresses: readonly AddressUse[], browsersInUse: number): number {
  const all = addresses.reduce((sum, { requests }) => sum + requests, 0)
  const crowded = addresses.filter(
    ({ browsers }) => browsers >= Math.max(leastBrowsers, browsersInUse / 2),
  )
  const some = crowded.reduce((sum, { requests }) => sum + requests, 0)
  if (all < leastRequests || some < leastShare * all) return 0
  const isFew = crowded.length <= fewAddresses
  return isFew && crowded.every(({ browsers }) => browsers < leastBrowsersOfFew)
    ? 0
    : crowded.length
}

export const proxySentence = (addresses: number): string =>
  `Nearly all requests come from ${addresses === 1 ? 'one address, which looks' : `${addresses} addresses, which look`} like a proxy's: log the visitor's own address (X-Forwarded-For), see docs/log-files.md. Until then places and visitors are the proxy's.`

const browser = /^(?!.*(?:compatible|bot|crawl|spider|https?:))Mozilla\/5\.0 \([^)]*\) /i
const maxAddresses = 100_000
const maxBrowsers = 200
const inUse = 0.01

/** Counts which browsers ask from which addresses. Bots are left out: they have addresses of their own. */
export function newProxyClients() {
  const addresses = new Map<string, { requests: number; browsers: Set<number> }>()
  const browserOf = new Map<string, number>()
  const numbers = new Map<string, number>()
  const requestsOf: number[] = []

  /** The number of an agent's browser on its system; -1 when it is none, or one too many. */
  function browserIn(agent: string): number {
    const known = browserOf.get(agent)
    if (known !== undefined) return known
    const name = browser.test(agent) ? agent.replace(/[\d._]+/g, '') : ''
    const isKept = name !== '' && (numbers.has(name) || numbers.size < maxBrowsers)
    const number = isKept ? (numbers.get(name) ?? numbers.size) : -1
    if (isKept) numbers.set(name, number)
    if (browserOf.size < maxAddresses) browserOf.set(agent, number)
    return number
  }

  return {
    see(address: string, agent: string): void {
      const number = browserIn(agent)
      if (number === -1) return
      requestsOf[number] = (requestsOf[number] ?? 0) + 1
      let use = addresses.get(address)
      if (!use) {
        if (addresses.size >= maxAddresses) return
        use = { requests: 0, browsers: new Set() }
        addresses.set(address, use)
      }
      use.requests += 1
      use.browsers.add(number)
    },
    /** How many addresses look like a proxy's; 0 when those of visitors are logged. */
    addresses(): number {
      const all = requestsOf.reduce((sum, requests) => sum + requests, 0)
      return proxyAddressesIn(
        [...addresses.values()].map(({ requests, browsers }) => ({
          requests,
          browsers: browsers.size,
        })),
        requestsOf.filter((requests) => requests >= inUse * all).length,
      )
    },
  }
}
