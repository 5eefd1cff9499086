/** Search engines and their like, by agent and network. */
export const search = [
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', '66.249.66'],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', '40.77.167'],
  ['Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)', '54.36.148'],
  [
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    '20.171.206',
  ],
] as const
/** Uptime probes: agent, method and address. */
export const probes = [
  [
    'Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)',
    'HEAD',
    '216.144.248.25',
  ],
  ['Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)', 'GET', '95.141.32.46'],
  ['Mozilla/5.0 (compatible; StatusCake/1.0; +https://www.statuscake.com)', 'HEAD', '178.62.41.53'],
] as const
/** What scanners try everywhere. */
export const scanned = [
  '/wp-login.php',
  '/.env',
  '/xmlrpc.php',
  '/.git/config',
  '/phpmyadmin/',
  '/backup.zip',
  '/server-status',
  '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
]
/** What its own people watch a shop with. */
export const monitors = [
  ['Zabbix', '10.4.0.12'],
  ['curl/8.5.0', '198.51.100.20'],
  ['Blackbox Exporter/0.25.0', '10.4.0.9'],
] as const

/** Agents of scanners: some borrow a browser's. */
export const scanners = [
  'Mozilla/5.0 zgrab/0.x',
  'python-requests/2.31.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.0.0 Safari/537.36',
] as const

/** A browser without a window, which loads assets too. */
export const synthetic =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36'
