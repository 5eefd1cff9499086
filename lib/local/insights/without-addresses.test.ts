import { afterAll, beforeAll, expect, test } from 'vitest'
import { clfPrelude } from '@/lib/access-log/prelude'
import { openStore, type Store } from '@/lib/local/store/store'
import { defaultSecretParameters, maskerFor } from '@/lib/mask'
import { clientTwins as twins } from '@/lib/testdata/planted-addresses'
import { compile } from './compile'
import { MalformedQuery } from './malformed'
import { addLines, cafeWindow } from './testdata/open-cafe'
import { withoutAddresses } from './without-addresses'

// What runs on Amazon's CloudWatch is the text alone: here the engine runs it, over events as they are.

const masking = { secretParameters: defaultSecretParameters }
const { field } = maskerFor(defaultSecretParameters)

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
  await addLines(store, 'one', twins.one)
  await addLines(store, 'other', twins.other)
})
afterAll(() => store.close())

async function ask(query: string, group: string) {
  const { text, columnName } = withoutAddresses(query, null, masking)
  const compiled = compile(text, store.source([group]), cafeWindow, store.library())
  const { rows } = await store.query(compiled.sql, compiled.parameters)
  return rows.map((row) =>
    compiled.columns
      .flatMap(({ name, kind }, at) => {
        const shown = kind === 'pointer' ? null : columnName(name)
        return shown === null ? [] : [`${shown}: ${field(shown, String(row[at]))}`]
      })
      .join(', '),
  )
}

const allowed = [
  'fields @timestamp, @message | sort @timestamp desc | limit 20',
  'filter status >= 400 | fields @timestamp, remoteIP, request, status | limit 20',
  'filter remoteIP = "203.0.113.0/24" | stats count(*) as n by status | sort status',
  'stats count(*) as n, count_distinct(remoteIP) as networks by remoteIP | sort n desc, remoteIP',
  'filter isIpInSubnet(remoteIP, "203.0.113.0/24") | stats count(*) as n',
  'fields base64Encode(remoteIP) as x, md5(concat(remoteIP, "1")) as y, ipv4ToNumber(remoteIP) as z | sort x, y',
  'fields substr(remoteIP, 8) as x, strlen(remoteIP) as n | sort x',
  'filter @message like "GET" | stats count(*) as n by method',
  'fields `X-Forwarded-For` | sort `X-Forwarded-For`',
  'fields toupper(request) as x | dedup status',
  'filter strcontains(userAgent, "Chrome") and request like /whois/ | stats latest(request) as r by bin(1h)',
  '',
]

test.each(allowed)('%s runs, and says the same of both logs', async (query) => {
  const [one, other] = await Promise.all([ask(query, 'one'), ask(query, 'other')])
  expect(one.length).toBeGreaterThan(0)
  expect(one.toSorted()).toEqual(other.toSorted())
})

test('columns have the names that the reader wrote, and no others', () => {
  const { text, columnName } = withoutAddresses('fields status, strlen(remoteIP)', null, masking)
  expect(text).toContain('strlen(cwNetwork1)')
  expect(columnName('strlen(cwNetwork1)')).toBe('strlen(remoteIP)')
  expect(columnName('cwNetwork1')).toBeNull()
  expect(columnName('cwNetwork1a')).toBeNull()
  const shown = withoutAddresses('stats count(*) by remoteIP', null, masking)
  expect(shown.columnName('cwNetwork1')).toBe('remoteIP')
})

test('a query without addresses stays as it is', () => {
  const query = 'filter status = 500 | stats count(*) as n by request'
  expect(withoutAddresses(query, null, masking).text).toBe(query)
})

const prelude = clfPrelude(String.raw`(?<remoteIP>\S+) `)

test('our own prelude may parse the message, and nothing behind it', () => {
  const { text } = withoutAddresses(`${prelude}\n| stats count(*) by remoteIP`, prelude, masking)
  expect(text.startsWith(`${prelude}\n| parse remoteIP`)).toBe(true)
  expect(text.endsWith('stats count(*) by cwNetwork1')).toBe(true)
  expect(() => withoutAddresses(`${prelude} | parse @message "*" as x`, prelude, masking)).toThrow(
    'parse',
  )
  expect(() => withoutAddresses(`${prelude} | limit 1`, null, masking)).toThrow('parse')
})

test.each([
  'parse @message "* - -" as ip | stats count(*) by ip',
  'filter @message like "203.0.113.82"',
  'filter @message like /82/',
  'fields @message as m | fields substr(m, 3)',
  'fields substr(@message, 1, 20)',
  'fields concat(@message, "x")',
  'stats count(*) by @message',
  'pattern @message',
  'filter remoteIP = "203.0.113.82"',
  'filter isIpInSubnet(remoteIP, "203.0.113.64/26")',
  'filter request like /8\\.8\\.8\\.8/',
  'filter query like "key=wc_order_a"',
  'fields base64Encode(request)',
  'fields substr(query, 5)',
  'fields request as status | fields base64Encode(status)',
  'fields 1 as client',
  'SOURCE "other" | limit 1',
  'filter request in (fields request)',
  'fields jsonParse(@message) as m | fields m.remoteIP',
  'fields perClient.203.0.113.82',
  'unmask remoteIP',
])('%s is refused with a sentence', (query) => {
  expect(() => withoutAddresses(query, null, masking)).toThrow(MalformedQuery)
})
