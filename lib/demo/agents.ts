const versions = ['128', '129', '130', '131']
const chrome = (system: string, version: string, more = '') =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0${more} Safari/537.36`

export const visitorAgents: readonly string[] = [
  ...['17_6', '18_0', '18_1'].map(
    (os) =>
      `Mozilla/5.0 (iPhone; CPU iPhone OS ${os} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${os.slice(0, 2)}.1 Mobile/15E148 Safari/604.1`,
  ),
  ...versions.map((version) =>
    chrome('Linux; Android 10; K', version, '').replace(' Safari', ' Mobile Safari'),
  ),
  ...versions.map((version) => chrome('Windows NT 10.0; Win64; x64', version)),
  ...versions.map(
    (version) => `${chrome('Windows NT 10.0; Win64; x64', version)} Edg/${version}.0.0.0`,
  ),
  chrome('Macintosh; Intel Mac OS X 10_15_7', '131'),
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0',
  'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
]

export interface Robot {
  agent: string
  network: string
}

export const crawlers: readonly Robot[] = [
  {
    agent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    network: '66.249.66',
  },
  {
    agent: 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    network: '40.77.167',
  },
  {
    agent: 'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    network: '54.36.148',
  },
]

export const uptimeCheck: Robot = {
  agent: 'Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)',
  network: '216.144.248',
}

export const scanners: readonly Robot[] = [
  { agent: 'python-requests/2.31.0', network: '45.148.10' },
  { agent: 'Mozilla/5.0 zgrab/0.x', network: '162.142.125' },
  { agent: '-', network: '185.224.128' },
]
