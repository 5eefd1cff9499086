import type { Draws } from './random'

const chrome = (system: string, version: number, mobile = '') =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0${mobile} Safari/537.36`
const windows = 'Windows NT 10.0; Win64; x64'
const mac = 'Macintosh; Intel Mac OS X 10_15_7'
const chromeVersions = [129, 130, 131, 132, 133, 134] as const

/** Browsers by their share of people, and how one of its versions names itself. */
const families: readonly (readonly [string, number, (draws: Draws) => string])[] = [
  ['Chrome', 0.3, (draws) => chrome(draws.pick([windows, mac]), draws.pick(chromeVersions))],
  [
    'Chrome Mobile',
    0.24,
    (draws) => chrome('Linux; Android 10; K', draws.pick(chromeVersions), ' Mobile'),
  ],
  [
    'Mobile Safari',
    0.24,
    (draws) =>
      `Mozilla/5.0 (iPhone; CPU iPhone OS ${draws.pick(['17_6', '18_1', '18_3'])} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${draws.pick(['17.6', '18.1', '18.3'])} Mobile/15E148 Safari/604.1`,
  ],
  [
    'Safari',
    0.06,
    (draws) =>
      `Mozilla/5.0 (${mac}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${draws.pick(['17.6', '18.3'])} Safari/605.1.15`,
  ],
  [
    'Edge',
    0.06,
    (draws) => {
      const version = draws.pick(chromeVersions)
      return `${chrome(windows, version)} Edg/${version}.0.0.0`
    },
  ],
  [
    'Firefox',
    0.06,
    (draws) => {
      const version = draws.pick([128, 133, 134, 135])
      return `Mozilla/5.0 (${draws.pick([windows, 'X11; Linux x86_64'])}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`
    },
  ],
  [
    'Samsung Internet',
    0.04,
    (draws) =>
      `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/${draws.pick(['26.0', '27.0'])} Chrome/122.0.0.0 Mobile Safari/537.36`,
  ],
]

/** The browsers that many enough people have for a refusal to cost orders. */
export const browserNames: readonly string[] = families.map(([name]) => name)

export interface Browser {
  name: string
  agent: string
}

const shares = families.map(([name, share, agentOf]) => [{ name, agentOf }, share] as const)

export function browserOf(draws: Draws): Browser {
  const { name, agentOf } = draws.weighted(shares)
  return { name, agent: agentOf(draws) }
}
