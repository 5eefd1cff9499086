import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHere } from '@/lib/access/testdata/open-here'
import { setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'

/** A process without an engine, with an empty data folder of its own. */
export function bareShop(settings: Record<string, string> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'shop-'))
  openHere()
  setRuntime({
    env: readEnv({ DATA_DIR: dir, ...settings }),
    answer: null,
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => Date.parse('2026-11-24T12:00:30Z'),
    flights: new Map(),
  })
  return { dir, close: async () => rmSync(dir, { recursive: true, force: true }) }
}
