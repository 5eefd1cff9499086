/** Follows redirects and keeps cookies as a browser does, each host its own. */
export function newBrowser() {
  const jar = new Map<string, Map<string, string>>()
  const cookiesOf = (address: string) => {
    const { host } = new URL(address)
    const found = jar.get(host) ?? new Map<string, string>()
    jar.set(host, found)
    return found
  }

  /** One request, whose redirect is not followed. */
  async function ask(address: string, init: RequestInit = {}): Promise<Response> {
    const cookies = cookiesOf(address)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(address, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), ...(cookie && { cookie }) },
      redirect: 'manual',
    })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (/; *max-age=0/i.test(set) || /; *expires=Thu, 01 Jan 1970/i.test(set))
        cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }

  /** Follows redirects until there are no more, or one that `stops` at. */
  async function follow(
    address: string,
    stops: (address: string) => boolean = () => false,
    init: RequestInit = {},
  ): Promise<{ address: string; response: Response | null }> {
    if (stops(address)) return { address, response: null }
    const response = await ask(address, init)
    const location = response.headers.get('location')
    return location === null
      ? { address, response }
      : follow(new URL(location, address).href, stops)
  }

  return { ask, follow, cookiesOf }
}

export type Browser = ReturnType<typeof newBrowser>
