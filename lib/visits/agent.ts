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

/** Of one name there are several browsers: `Chrome on Android`; empty where the name is not known. */
export const browserOnSystem: (agent: string) => string = byAgent((agent) => {
  const browser = browserOf(agent)
  return browser === 'other' ? '' : `${browser} on ${systemOf(agent)}`
})
