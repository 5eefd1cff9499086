// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { ComponentProps } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import type { AgentRow } from '@/lib/queries/bots'
import { defaultSite } from '@/lib/site'
import { Bots } from './bots'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const probe: AgentRow = {
  ...{ agent: 'OurShopApp/4', bot: 1, probe: 1, requests: 585, clients: 1, lastSeen: 0 },
}
const rows = {
  ...{ ok: true, rows: [probe], query: '', window: { fromMs: 0, toMs: 1, binMs: 1 } },
  ...{ bytesScanned: 0, recordsScanned: 0, recordsMatched: 0, asOfMs: 0 },
}

test('an agent that counts as a person is called nothing else, and what it changes is asked for at once', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ from: 'setup' }))
  const [bots, totals, situation] = [rows, null, null].map((reading) => ({
    ...{ reading, problem: null, again: vi.fn() },
  }))
  const props = {
    ...{ bots, totals, situation, site: defaultSite, zone: 'UTC', nowMs: 0 },
    ...{ view: { range: '3h' }, source: { reading: null, problem: null } },
  }
  render(<Bots {...(props as unknown as ComponentProps<typeof Bots>)} />)
  expect(screen.queryByText(/again and again\)/)).not.toBeNull()
  fireEvent.click(screen.getByRole('button', { name: /^Count as people/ }))
  await waitFor(() => expect(screen.queryByText(/again and again\)/)).toBeNull())
  for (const counted of [bots, totals, situation]) expect(counted?.again).toHaveBeenCalledOnce()
})
