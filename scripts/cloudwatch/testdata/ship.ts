import { setTimeout as wait } from 'node:timers/promises'
import { type ShipperName, shippers } from './shippers'

// A process of its own that logs numbered lines through a shipper: its name and the log group.
const [name = '', group = ''] = process.argv.slice(2)

const shipper = await shippers[name as ShipperName](group)
const asked = { stop: false }
process.on('message', (message) => {
  if (message === 'stop') asked.stop = true
  else shipper.close().then(() => process.exit(0))
})

let lines = 0
while (!asked.stop) {
  for (let at = 0; at < shipper.pace.lines; at += 1) {
    lines += 1
    shipper.log(`GET /cafe/menu.php n=${lines};`)
  }
  await wait(shipper.pace.everyMs)
}
process.send?.({ lines })
