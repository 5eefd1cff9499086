import { pause } from '@/lib/local/pause'
import { openStore } from '@/lib/local/store/store'
import { startNotifier } from '../notifier'
import { changeOf, makeHistory, noteStateUpdate } from './changes'

// A separate process that notifies a webhook of one change, or of what an earlier one left: path, url, change or not.
const [path = '', url = '', change] = process.argv.slice(2)
const store = await openStore({ path })
await makeHistory(store)
const notifier = await startNotifier({
  store,
  recipients: [{ name: 'ops', kind: 'webhook', url, private: true }],
  clock: Date.now,
  pause,
  publicUrl: 'https://watch.example',
  shop: 'the café',
  zone: 'UTC',
  log: (text) => console.log(text),
})
if (change === 'change') {
  await store.transaction(async (session) => {
    const one = changeOf({ atMs: Date.now() })
    await noteStateUpdate(session, one)
    await notifier.queueNotifications(session, one)
  })
}
process.once('message', async () => {
  await notifier.close()
  await store.close()
  process.exit(0)
})
