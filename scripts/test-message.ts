import { readEnv } from '@/lib/env'
import { sendTest } from '@/lib/local/notify/attempt'
import { senderOf } from '@/lib/local/notify/sender'
import { pause } from '@/lib/local/pause'
import { runMain } from './run-main'

/** Sends a test message to one recipient in the site file, or to all of them; needs no running server. */
async function main(): Promise<number> {
  const { monitoring, publicUrl, site } = readEnv()
  const [wanted] = process.argv.slice(2)
  const { recipients } = monitoring
  if (recipients.length === 0) {
    console.log(
      'The site file declares no recipients. docs/messages.md explains how; see SITE_FILE.',
    )
    return 1
  }
  const chosen = recipients.filter(({ name }) => wanted === undefined || name === wanted)
  if (chosen.length === 0) {
    console.log(
      `There is no recipient named ${JSON.stringify(wanted)}. Declared: ${recipients.map(({ name }) => name).join(', ')}.`,
    )
    return 1
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const delivered = await Promise.all(
    chosen.map(async (recipient) => {
      const sender = senderOf(recipient, Date.now)
      const setting = { publicUrl, shop: site.name, zone, nowMs: Date.now() }
      const outcome = await sendTest(sender, setting, pause)
      const who = `${sender.name} (${sender.kind}, ${sender.address})`
      console.log(
        outcome.ok ? `${who}: delivered.` : `${who}: ${outcome.message} ${outcome.remedy}`,
      )
      return outcome.ok
    }),
  )
  return delivered.every(Boolean) ? 0 : 1
}

runMain(main)
