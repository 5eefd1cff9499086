/** Two logs whose lines differ in the last part of addresses, and in the values of secrets, alone. */

interface Planted {
  /** The last octet. */
  last: number
  /** The last 80 bits, five groups. */
  tail: readonly string[]
  secret: string
}

const hex = (number: number) => number.toString(16).padStart(2, '0')

/** Addresses and secrets in every form in which a log holds them. */
function forms({ last, tail, secret }: Planted) {
  const v4 = `203.0.113.${last}`
  const v6 = `2001:db8:85a3:${tail.join(':')}`
  const whole = ['2001', '0db8', '85a3', ...tail.map((one) => one.padStart(4, '0'))]
  const encoded = (text: string) =>
    text.replace(/[.:[\]]/g, (sign) => `%${hex(sign.charCodeAt(0)).toUpperCase()}`)
  return {
    v4,
    v6,
    all: [
      v4,
      `${v4}:51234`,
      `[${v6}]:443`,
      v6,
      v6.toUpperCase(),
      whole.join(':'),
      encoded(v4),
      encoded(`[${v6}]`),
      encoded(encoded(v4)).replaceAll('%2E', '%252E'),
      `203-0-113-${last}.example`,
      `host-${last}-113-0-203.pool.example`,
      `ip203_0_113_${last}.example`,
      `1.${v4}`,
      `${v4}.1.example`,
      `::ffff:${v4}`,
      `::ffff:cb00:71${hex(last)}`,
      `0:0:0:0:0:ffff:${v4}`,
      `64:ff9b::cb00:71${hex(last)}`,
      `2002:cb00:71${hex(last)}::1`,
      `2001:db8:85a3::${v4}`,
      `2001-db8-85a3-${tail.join('-')}.v6.example`,
      `${last}.113.0.203.in-addr.arpa`,
      `203\\x2E0\\x2E113\\x2E${last}`,
      `https://cafe.example/?ip=${v4}&key=wc_order_${secret}`,
      `/back?next=%2Forder%3Ftoken%3Dwc_order_${secret}%26x%3D1`,
      `/login;user[password]=wc_order_${secret}&a=1`,
      `"for=\\"[${v6}]\\";by=${v4}"`,
    ],
    clients: [v4, v6, whole.join(':'), `::ffff:cb00:71${hex(last)}`, `p${hex(last)}cb0071.dip0.isp.example`],
    secret,
  }
}

const times = (at: number) =>
  `2026-03-02T10:${String(at % 10).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}.000Z`

/** Requests whose client, and only that, is planted in their fields; their lines hold everything. */
function clientLinesOf(planted: Planted): string[] {
  const { all, clients } = forms(planted)
  return all.flatMap((form, at) => [
    JSON.stringify({
      time: times(at),
      remoteIP: clients[at % clients.length],
      'X-Forwarded-For': clients[(at + 1) % clients.length],
      request: at % 2 ? '/cafe' : '/whois',
      method: 'GET',
      status: at % 4 ? '200' : '500',
      userAgent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/120.0.0.0 Safari/537.36',
    }),
    `seen ${form} and again (${form}),${form};`,
  ])
}

function linesOf(planted: Planted): string[] {
  const { all, clients, v4, secret } = forms(planted)
  const texts = all.flatMap((form) => [
    `seen ${form} and again (${form}),${form};`,
    form,
  ])
  const requests = all.map((form, at) => {
    const client = clients[at % clients.length] ?? v4
    return JSON.stringify({
      time: times(at),
      remoteIP: client,
      'X-Forwarded-For': `${client}, 10.0.0.1`,
      request: `/whois/${form.replaceAll('"', '')}`,
      query: `?a=1&key=wc_order_${secret}`,
      referer: `https://cafe.example/thanks?from=${form}&password=wc_order_${secret}`,
      method: at % 3 ? 'GET' : 'POST',
      status: at % 4 ? '200' : '500',
      bytes: String(100 * at),
      userAgent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/120.0.0.0 Safari/537.36',
      perClient: { [v4]: '1' },
    })
  })
  return [...requests, ...texts]
}

const one: Planted = { last: 82, tail: ['1', 'fe', '8a2e', '370', '7334'], secret: 'aB3xK9' }
const other: Planted = { last: 137, tail: ['ab', '2', 'cafe', '12', 'beef'], secret: 'Qz81mW' }

export const twins = { one: linesOf(one), other: linesOf(other) }
export const clientTwins = { one: clientLinesOf(one), other: clientLinesOf(other) }

/** What no answer may hold of the logs. */
export const plainForms = {
  one: [`203.0.113.${one.last}`, forms(one).v6, `203-0-113-${one.last}`, one.secret],
}
