import { expect, test } from 'vitest'
import { newProxyClients, proxyAddressesIn, proxySentence } from './proxy-clients'

const addresses = (count: number, requests: number, browsers: number) =>
  Array.from({ length: count }, () => ({ requests, browsers }))

test.each([
  ['a CDN’s addresses', [...addresses(40, 100, 6)], 8, 40],
  ['hundreds of them', [...addresses(600, 20, 5), ...addresses(20, 20, 2)], 8, 600],
  ['one reverse proxy', addresses(1, 5_000, 12), 12, 1],
  ['visitors', addresses(2_000, 6, 1), 12, 0],
  ['visitors, some of one household', [...addresses(900, 6, 1), ...addresses(100, 12, 4)], 8, 0],
  ['visitors and a mobile network', [...addresses(800, 6, 1), ...addresses(5, 300, 9)], 12, 0],
  ['an office, and hardly anybody else', [...addresses(1, 900, 6), ...addresses(30, 5, 1)], 8, 0],
  ['offices of some companies', addresses(12, 200, 4), 12, 0],
  ['a monitor', addresses(1, 5_000, 1), 1, 0],
  ['few visitors', addresses(3, 30, 5), 6, 0],
  ['nothing', [], 0, 0],
])('%s', (_, uses, browsersInUse, expected) => {
  expect(proxyAddressesIn(uses, browsersInUse)).toBe(expected)
})

const systems = ['Windows NT 10.0; Win64; x64', 'iPhone; CPU iPhone OS 18_6', 'X11; Linux x86_64']
const agents = (version: number) =>
  systems.flatMap((system) => [
    `Mozilla/5.0 (${system}) Chrome/${version}.0.0.0`,
    `Mozilla/5.0 (${system}) Firefox/${version}.0`,
  ])

test('browsers are counted whatever their versions, and without bots', () => {
  const behindProxy = newProxyClients()
  const household = newProxyClients()
  for (let at = 0; at < 1_200; at += 1) {
    const some = agents(100 + (at % 9))
    behindProxy.see(`192.0.2.${at % 20}`, some[at % 6] ?? '')
    behindProxy.see(`192.0.2.${at % 20}`, some[(at + 1) % 6] ?? '')
    behindProxy.see(`203.0.113.${at % 250}`, 'Mozilla/5.0 (compatible; Bot/1.0) like Gecko')
    household.see(`192.0.2.${at % 20}`, some[0] ?? '')
  }
  expect(behindProxy.addresses()).toBe(20)
  expect(household.addresses()).toBe(0)
})

test('it is said how many addresses there are, and what to do', () => {
  expect(proxySentence(20)).toMatch(/^Nearly all requests come from 20 addresses, which look like/)
  expect(proxySentence(1)).toMatch(/^Nearly all requests come from one address, which looks like/)
})
