import type { Site } from '@/lib/site'
import { wholeAgent } from '@/lib/visits/agent-list'
import { either, every, exactly, type Fragment, insights, regex } from './insights'

/**
 * What programs call themselves: bots, crawlers, monitors and tools. Shorter than the list by which the
 * server judges clients (`lib/visits`), because it goes with every query; CUBOT is a telephone.
 */
const botWords = [
  '(?:^|[^u])bot',
  'crawl|spider|slurp|scan|scrap|archiv|feed|fetch|preview|externalhit|externalagent|mediapartners',
  'monitor|uptime|pingdom|nodeping|statuscake|site24x7|health|synthetic|probe|updown|checkly',
  'nagios|zabbix|prometheus|blackbox|datadog|googlehc|traffic.manager|^consul',
  'headless|powershell|lighthouse|pagespeed|gtmetrix|googleother|-user/|^whatsapp|zgrab|nikto|sqlmap|nuclei',
  // Only programs say where one can read about them.
  'https?://',
  '^(?:curl|libcurl|wget|httpie|httpx|python|java/|go-|okhttp|node|axios|undici|got |bun/|deno/|libwww|lwp|ruby|faraday)',
  '^(?:php|guzzle|symfony|postman|insomnia|apache|dart/|reqwest|ureq|k6/|wrk|siege|stripe|paypal|wordpress)',
  '^-?$',
]

/** Agents that say that they are no browser, as a regular expression without its slashes. */
export const botSource = `(?i)${botWords.join('|')}`

/** Whether an agent calls itself a bot, monitor or tool, or says nothing; a log without agents says nothing of it. */
export const isBot: Fragment = insights`userAgent like ${regex(botSource)}`

// A query has a limited length.
const maxNamed = 50

const subnet = (network: string) =>
  network.includes('/') ? network : `${network}/${network.includes(':') ? 128 : 32}`

/** Whether an agent is the one that an entry of a site file names, and whether it is not. */
function named(entry: string): { is: Fragment; isNot: Fragment } {
  const whole = wholeAgent(entry)
  if (whole === null) {
    const has = insights`strcontains(userAgent, ${entry})`
    return { is: has, isNot: insights`not ${has}` }
  }
  const only = exactly(whole)
  return { is: insights`userAgent like ${only}`, isNot: insights`userAgent not like ${only}` }
}

/** Whether the site file does not count an agent as a person's. */
export const isUnnamed = ({ people }: Pick<Site, 'people'>): Fragment =>
  every([insights`1 = 1`, ...people.agents.slice(0, maxNamed).map((entry) => named(entry).isNot)])

// People's pages load more than themselves, and an open page that polls says where from.
export const leastProbes = 30
export const probesPerClient = 10
export const probing = ['GET', 'HEAD']

/**
 * Whether all that an agent does is to read one URL again and again, as a health check: behind `byAgent`. An
 * agent that a delivery network writes for its visitors asks for many.
 */
export const isProbe: Fragment = every([
  insights`firstRequest = lastRequest and strlen(coalesce(lastReferer, "")) < 2`,
  insights`firstMethod in ${probing} and lastMethod in ${probing} and ordered = 0`,
  insights`answered >= ${leastProbes} and answered >= ${probesPerClient} * clients`,
])

/** Whether an agent calls itself a bot or behaves like a probe, and the site file does not count it as a person's: behind `byAgent`. */
export function isSitesBot(site: Pick<Site, 'people'>): Fragment {
  const isEither = either([isBot, isProbe])
  const said = site.people.agents.slice(0, maxNamed)
  return said.length === 0
    ? isEither
    : every([isEither, ...said.map((entry) => named(entry).isNot)])
}

/** Whether an agent is a person's: the site file says so, or it does not call itself a bot; and is not left out. */
export function isPersonsAgent(site: Pick<Site, 'ignore' | 'people'>): Fragment {
  const said = site.people.agents.slice(0, maxNamed)
  const isBrowser = insights`userAgent not like ${regex(botSource)}`
  return every([
    said.length === 0 ? isBrowser : either([isBrowser, ...said.map((entry) => named(entry).is)]),
    ...site.ignore.agents.slice(0, maxNamed).map((entry) => named(entry).isNot),
  ])
}

/** Whether the site file counts an address among those of customers. */
export function isCustomersAddress({ ignore }: Pick<Site, 'ignore'>): Fragment {
  const ignored = ignore.networks.slice(0, maxNamed)
  return ignored.length === 0
    ? insights`1 = 1`
    : every(ignored.map((network) => insights`not isIpInSubnet(remoteIP, ${subnet(network)})`))
}
