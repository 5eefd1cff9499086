import { chromium } from '@playwright/test'
import { findChromium } from './chromium'
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox','--disable-gpu'] })
for (const [w, scheme] of [[1440,'light'],[390,'light'],[1440,'dark'],[390,'dark']] as const) {
  const ctx = await browser.newContext({ viewport: { width: w, height: 900 }, colorScheme: scheme, timezoneId: 'Europe/Berlin' })
  const page = await ctx.newPage()
  for (const [name, path] of [['over','/'],['errors','/errors'],['url','/errors?request=%2Fcafe%2Fmenu.php'],['alarms','/alarms'],['explore','/explore?as=chart&query='+encodeURIComponent('stats count(*) as n by bin(5m)')]] as const) {
    await page.goto('http://127.0.0.1:3191'+path)
    await page.waitForLoadState('networkidle')
    await page.screenshot({ path: `/tmp/shots/${name}-${w}-${scheme}.png`, fullPage: true })
  }
}
await browser.close()
