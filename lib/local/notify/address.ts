import { BlockList, isIP } from 'node:net'

function listOf(networks: string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

// Instance metadata, which hands out the machine's credentials; unspecified and multicast addresses.
const forbidden = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '255.255.255.255/32',
  '::/128',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::254/128',
]

// Private networks, documentation ranges, and prefixes that embed an IPv4 address.
const privateOnly = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fec0::/10',
]

type Lists = Record<'forbidden' | 'privateOnly', BlockList>
// Made when first asked for: it takes 20 ms.
let lists: Lists | null = null
const listed = () => {
  lists ??= { forbidden: listOf(forbidden), privateOnly: listOf(privateOnly) }
  return lists
}

/** The IPv4 address in an IPv6 one that stands for it, such as ::ffff:127.0.0.1, as hexadecimal parts or not. */
function unmapped(address: string): string {
  const host = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1)
  const [, high, low] = /^::(?:ffff:)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host) ?? []
  if (high === undefined || low === undefined) return host
  const bits = (Number.parseInt(high, 16) << 16) | Number.parseInt(low, 16)
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.')
}

/** Whether a message may go to an address: `forbidden` never, `private` only if the recipient allows it. */
export function kindOfAddress(address: string): 'public' | 'private' | 'forbidden' {
  const plain = isIP(address) === 6 ? unmapped(address) : address
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(plain) === 0 || listed().forbidden.check(plain, family)) return 'forbidden'
  return listed().privateOnly.check(plain, family) ? 'private' : 'public'
}
