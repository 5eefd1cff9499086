import { setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { newReaders } from '@/lib/access-log/declared/readers'
import { collectGarbage } from '@/lib/local/collect-garbage'
import { type Meters, newMeters } from '@/lib/local/metrics/meter'
import { pause } from '@/lib/local/pause'
import { followLogs } from '@/lib/local/pipeline/follow-logs'
import { newBatchIngest } from '@/lib/local/pipeline/ingest'
import { openLocations } from '@/lib/location'
import { connect, type Port } from './calls'
import type { MainCalls, ReaderCalls, Start } from './threads'

const statusMs = 250
// Of this thread alone: whoever waits for a page goes before a log that is being loaded.
const nice = 5

/** Reads the logs in this thread; the main one stores what it makes ready. */
async function read(
  port: Port,
  { paths, positions, folder, aheadMs, settings }: Start,
): Promise<void> {
  const clock = () => Date.now() + aheadMs
  const readerOf = newReaders(settings, clock)
  const mine: ReaderCalls = {
    async catchUp() {
      const followed = await following
      await followed.catchUp()
      return followed.status()
    },
    async close() {
      const followed = await following
      clearInterval(reporting)
      await followed.close()
    },
  }
  const main = connect<MainCalls>(port, mine)
  const ingest = newBatchIngest<Meters>(
    {
      folder,
      async begin() {
        const { filters, fields } = await main.call('begin', null)
        return { watcher: newMeters(filters), fields }
      },
      store: ({ watchers, ...batch }) =>
        main.call('store', {
          ...batch,
          datapoints: watchers.flatMap((watcher) => watcher.datapoints()),
        }),
    },
    { locationOf, clock, readerOf },
  )
  let reporting: NodeJS.Timeout | undefined
  const following = followLogs({
    paths,
    positions,
    ingest,
    clock,
    readerOf,
    pause,
    log: (text) => void main.call('log', text),
  })
  const followed = await following
  let reported = ''
  function report() {
    const status = followed.status()
    const text = JSON.stringify(status)
    if (text === reported) return
    reported = text
    void main.call('status', status)
  }
  report()
  reporting = setInterval(report, statusMs)
  await followed.firstPass
  await main.call('firstPassEnded', followed.status())
}

setPriority(0, nice)

const locationOf = openLocations({ released: collectGarbage })
// Any address: what is known of places is read while the store opens.
locationOf('192.0.2.1')

// Its first message says what to read.
parentPort?.once('message', (start: Start) => {
  if (parentPort) void read(parentPort, start)
})
