import { byAgent } from './by-agent'

// The first that matches: most browsers also say that they are Chrome and Safari.
const browsers: readonly [name: string, pattern: RegExp][] = [
  ['Instagram', /\bInstagram\b/],
  ['Facebook', /\bFB(?:AN|AV|_IAB)\b|\bMetaIAB\b/],
  ['TikTok', /musical_ly|trill_|BytedanceWebview|\bTikTok\b/i],
  ['WeChat', /MicroMessenger/],
  ['LINE', /\bLine\/\d/],
  ['KakaoTalk', /KAKAOTALK/],
  ['Pinterest', /\bPinterest\b/],
  ['LinkedIn', /LinkedInApp/],
  ['Snapchat', /\bSnapchat\b/],
  ['Google app', /\bGSA\//],
  ['DuckDuckGo', /\b(?:Ddg|DuckDuckGo)\//],
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Opera', /\b(?:OPR|OPT|OPX|OPiOS|Opera)\b/],
  ['Vivaldi', /\bVivaldi\//],
  ['Yandex', /\bYa(?:App_)?(?:Browser|Search)/],
  ['UC Browser', /\bUC? ?Browser\//],
  ['Mi Browser', /MiuiBrowser\//],
  ['Huawei Browser', /HuaweiBrowser\//],
  ['QQ Browser', /\bM?QQBrowser\//],
  ['Whale', /\bWhale\//],
  ['Silk', /\bSilk\//],
  ['Firefox', /\b(?:Firefox|FxiOS|Focus)\//],
  ['Internet Explorer', /\bMSIE |\bTrident\//],
  ['Android WebView', /; wv\)/],
  ['Chrome', /\b(?:Chrome|CriOS|Chromium)\//],
  ['Android Browser', /\bAndroid\b.*\bVersion\/\d/],
  ['Safari', /\bVersion\/\d.*\bSafari\//],
  ['iOS WebView', /\b(?:iPhone|iPad|iPod)\b.*\bMobile\//],
]

/** The browser's name, or that of the app whose window it is: Chrome, Firefox, Instagram; else other. */
export const browserOf: (agent: string) => string = byAgent(
  (agent) => browsers.find(([, pattern]) => pattern.test(agent))?.[0] ?? 'other',
)

const systemOf = (agent: string) => {
  if (/\bAndroid\b/.test(agent)) return 'Android'
  return /\b(?:iPhone|iPad|iPod)\b/.test(agent) ? 'iOS' : 'computers'
}

const none: readonly string[] = []
/** What every window of a browser in an app says of itself. */
const ofWindow = /^(?:Mozilla|AppleWebKit|Gecko|Version|Chrome|Mobile|Safari)$/
const product = /([\w.-]{1,60})\/(\d[\w.-]{0,20})/g

function appOf(agent: string): { name: string; version: string } | null {
  const browser = browserOf(agent)
  if (browser.endsWith('WebView')) {
    const products = [...agent.replaceAll(/\([^)]*\)/g, ' ').matchAll(product)]
    const [, name = '', version = ''] =
      products.findLast(([, one = '']) => !ofWindow.test(one)) ?? []
    return name === '' ? null : { name, version }
  }
  if (browser !== 'other' || agent.startsWith('Mozilla/')) return null
  const [, name = '', version = ''] = /^([\w.%& -]{1,60}?)[/ ]v?(\d[\w.-]{0,20})/.exec(agent) ?? []
  return name === '' ? null : { name: name.replaceAll('%20', ' '), version }
}

function systemOfApp(agent: string): string {
  if (/\b(?:iPhone|iPad|iPod|iOS|CFNetwork)\b/.test(agent)) return 'iOS'
  return /\b(?:Android|okhttp|Dalvik)\b/.test(agent) ? 'Android' : ''
}

/** The app of one shop, or the program, that an agent is of, whatever its version: `MyShop`; empty where it names none. */
export const appName: (agent: string) => string = byAgent((agent) => appOf(agent)?.name ?? '')

function namesOfApp(agent: string): readonly string[] {
  const app = appOf(agent)
  if (!app) return none
  const names = [`${app.name}/${app.version}`, app.name]
  const system = systemOfApp(agent)
  return system === '' ? names : [...names, ...names.map((name) => `${name} on ${system}`)]
}

/**
 * What an agent is called, in groups that others may share: `Chrome`, `Chrome on Android`; of an app
 * `MyShop/4.2`, `MyShop`, and the same `on iOS`. None where it says nothing.
 */
export const clientNames: (agent: string) => readonly string[] = byAgent((agent) => {
  const browser = browserOf(agent)
  const ofBrowser = browser === 'other' ? none : [browser, `${browser} on ${systemOf(agent)}`]
  return [...ofBrowser, ...namesOfApp(agent)]
})

/** What an agent is listed as: a browser or, where it names one, an app with its version. */
export const clientName: (agent: string) => string = byAgent(
  (agent) => namesOfApp(agent)[0] ?? browserOf(agent),
)
