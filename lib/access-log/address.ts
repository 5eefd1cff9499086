import ipaddr from 'ipaddr.js'

const v4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/
const v6 = /^[0-9a-f:]*:[0-9a-f:.]*(?:%[\w.-]+)?$/i

/** Whether a text is an IPv4 or IPv6 address. */
export const isAddress = (text: string): boolean =>
  v4.test(text) || (v6.test(text) && ipaddr.IPv6.isValid(text))

/** The IPv4 address within an IPv6 one that maps it (`::ffff:808:808`); others as they are. */
export const withinIpv6 = (address: string): string =>
  isAddress(address) ? ipaddr.process(address).toString() : address

/** Whether an address belongs to no one on the public Internet: private, loopback, link-local, reserved. */
export function isPrivate(address: string): boolean {
  const range = ipaddr.process(address).range()
  // Documentation addresses stand for public ones in examples and tests.
  if (range === 'reserved')
    return !/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.|^2001:0?db8:/i.test(address)
  return range !== 'unicast'
}

/** Whether an address lies in one of these addresses and networks (`10.0.0.0/8`). Throws for a text that is neither. */
export function newAddressList(networks: readonly string[]): (address: string) => boolean {
  const wrong = networks.find((text) => !ipaddr.isValid(text) && !ipaddr.isValidCIDR(text))
  if (wrong !== undefined)
    throw new Error(`"${wrong}" is neither an address nor a network such as 10.0.0.0/8`)
  const parsed = networks.map((text) =>
    text.includes('/')
      ? ipaddr.parseCIDR(text)
      : ([ipaddr.process(text), ipaddr.process(text).kind() === 'ipv4' ? 32 : 128] as const),
  )
  return (text) => {
    const address = ipaddr.process(text)
    return parsed.some(
      ([network, bits]) =>
        network.kind() === address.kind() && address.match(network as never, bits),
    )
  }
}
