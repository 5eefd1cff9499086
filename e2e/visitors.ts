import { connect } from 'node:net'

/** Where the visitors of the stories come from, as the bundled location database has it. */
export const homes = {
  DE: '81.210.138.77',
  ES: '91.192.109.163',
  JP: '133.11.0.20',
  BR: '187.45.0.9',
  ZA: '41.0.0.10',
} as const
export type Country = keyof typeof homes

const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

/** One visit as people make it: the landing page, the menu, and an order from its form when there is one. */
export async function visit(address: string, country: Country): Promise<{ ordered: boolean }> {
  const headers = { 'X-Forwarded-For': homes[country], 'User-Agent': agent }
  const landing = await fetch(`${address}/cafe`, { headers })
  const way = /<a href="(\/cafe\/menu\.php)">See the menu/.exec(await landing.text())?.[1]
  if (!way) return { ordered: false }
  const menu = await fetch(address + way, { headers: { ...headers, Referer: landing.url } })
  const form = /action="([^"]+)"><input type="hidden" name="item" value="([^"]+)"/.exec(
    await menu.text(),
  )
  if (!menu.ok || !form) return { ordered: false }
  const [, action = '', item = ''] = form
  const order = await fetch(address + action, {
    method: 'POST',
    headers: { ...headers, Referer: menu.url },
    body: new URLSearchParams({ item, amount: '2' }),
  })
  return { ordered: order.ok && (await order.text()).includes('Thank you') }
}

/** Sends a request whose bytes no well-behaved program would send. The status of its answer. */
export function rawRequest(
  port: number,
  {
    path = '/cafe/menu.php',
    userAgent,
    country = 'DE' as Country,
  }: {
    path?: string
    userAgent: Buffer
    country?: Country
  },
): Promise<number> {
  const head = `GET ${path} HTTP/1.1\r\nHost: cafe.example\r\nConnection: close\r\nX-Forwarded-For: ${homes[country]}\r\nUser-Agent: `
  return new Promise((answered, failed) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(Buffer.concat([Buffer.from(head), userAgent, Buffer.from('\r\n\r\n')]))
    })
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.once('error', failed)
    socket.once('close', () => answered(Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1])))
  })
}
