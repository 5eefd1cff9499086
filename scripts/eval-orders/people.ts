import { browserOf } from './browsers'
import { type Draws, drawsOf } from './random'
import type { Market } from './shop'

/** Somebody with a browser. */
export interface Person {
  client: string
  country: string
  browser: string
  agent: string
  /** Most assets are in the browser's cache. */
  hasCache: boolean
}

/** First number, and the range of the second, of networks of large providers in a country. */
type Network = readonly [first: number, low: number, high: number]
const networks: Record<string, readonly Network[]> = {
  DE: [
    [91, 0, 63],
    [79, 192, 255],
    [84, 128, 191],
    [93, 192, 255],
    [217, 80, 95],
  ],
  AT: [
    [77, 116, 119],
    [84, 112, 115],
  ],
  CH: [
    [178, 192, 199],
    [85, 0, 7],
  ],
  FR: [
    [90, 0, 63],
    [86, 192, 255],
    [82, 120, 127],
  ],
  NL: [
    [84, 24, 31],
    [77, 160, 175],
  ],
  GB: [
    [86, 128, 191],
    [81, 128, 159],
    [92, 0, 31],
  ],
  US: [
    [73, 0, 255],
    [71, 192, 255],
    [98, 192, 255],
  ],
  PL: [[83, 0, 31]],
  IT: [
    [79, 0, 63],
    [93, 32, 71],
  ],
  ES: [
    [83, 32, 63],
    [81, 32, 47],
    [88, 0, 31],
  ],
}

type Shares = readonly (readonly [country: string, share: number])[]
/** Where the people of a market are, the most first. */
export const countriesOf: Record<Market, Shares> = {
  de: [
    ['DE', 0.76],
    ['AT', 0.09],
    ['CH', 0.07],
    ['NL', 0.03],
    ['FR', 0.02],
    ['PL', 0.02],
    ['US', 0.01],
  ],
  gb: [
    ['GB', 0.78],
    ['US', 0.08],
    ['FR', 0.04],
    ['DE', 0.04],
    ['ES', 0.03],
    ['NL', 0.03],
  ],
  us: [
    ['US', 0.84],
    ['GB', 0.07],
    ['DE', 0.04],
    ['FR', 0.03],
    ['IT', 0.02],
  ],
  fr: [
    ['FR', 0.78],
    ['CH', 0.08],
    ['ES', 0.06],
    ['DE', 0.04],
    ['IT', 0.04],
  ],
}

function addressOf(country: string, draws: Draws): string {
  const [first, low, high] = draws.pick(networks[country] ?? [[73, 0, 255] as const])
  return `${first}.${low + draws.below(high - low + 1)}.${draws.below(256)}.${1 + draws.below(254)}`
}

// Offices, schools and mobile carriers: so many addresses have many people behind them.
const sharedAddresses = 9

/** The people of a shop, each the same whenever that number comes again. */
export function newPeople(seed: number, market: Market) {
  const countries = countriesOf[market]
  const shared = Array.from({ length: sharedAddresses }, (_, at) => {
    const draws = drawsOf(seed, 'shared', at)
    const country = draws.weighted(countries)
    return { country, client: addressOf(country, draws) }
  })
  return function personOf(number: number, hasCache: boolean): Person {
    const draws = drawsOf(seed, 'person', number)
    const { name, agent } = browserOf(draws)
    const country = draws.weighted(countries)
    const from = draws.chance(0.1)
      ? draws.pick(shared)
      : { country, client: addressOf(country, draws) }
    return { ...from, browser: name, agent, hasCache }
  }
}
