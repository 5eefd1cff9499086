const hostPattern =
  /^https?:\/\/(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?::\d+)?(?:\/|$)/i
const ownShare = 0.5
const maxHosts = 1_000
const longest = 80

/** The host of a referrer, in small letters and without `www.`; null when it has none. */
export function hostIn(referer: string): string | null {
  const host = hostPattern.exec(referer)?.[1]?.toLowerCase()
  return host === undefined || host.length > longest ? null : host
}

/** Finds the host of a site: most of what is asked for in it was led to by its own pages. */
export function newOwnHost() {
  const counts = new Map<string, number>()
  let referred = 0
  return {
    see(referer: string) {
      const host = hostIn(referer)
      if (host === null) return
      referred += 1
      if (counts.size < maxHosts || counts.has(host)) counts.set(host, (counts.get(host) ?? 0) + 1)
    },
    /** Null when the referrers do not say it. */
    host(): string | null {
      const [most] = [...counts].sort(([, a], [, b]) => b - a)
      return most && most[1] > ownShare * referred ? most[0] : null
    },
  }
}
