import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAccess, setAccess } from '@/lib/access/access'
import { setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import { type Engine, startEngine } from '@/lib/local/engine'
import type { Monitoring } from '@/lib/monitoring'
import { defaultMonitoring } from '@/lib/site'

export interface Past {
  engine: Engine
  /** The log that it follows. */
  file: string
  close(): Promise<void>
}

/** The dashboard on an engine in memory that has read a log and evaluated it, with a clock that stands still. */
export async function openPast(
  lines: Iterable<string>,
  {
    nowMs,
    monitoring = defaultMonitoring,
    clock = () => nowMs,
  }: { nowMs: number; monitoring?: Monitoring; clock?: () => number },
): Promise<Past> {
  const dir = mkdtempSync(join(tmpdir(), 'past-'))
  const file = join(dir, 'access_log')
  writeFileSync(file, [...lines].map((line) => `${line}\n`).join(''))
  const engine = await startEngine({
    dataDir: null,
    logGroup: 'apache/access',
    accessLog: [file],
    clock,
    locationOf: () => null,
    monitoring,
    log: () => {},
  })
  await engine.loaded
  const env = readEnv({})
  setAccess(openAccess({ ...env, dataDir: dir, trustedProxies: [] }, clock))
  setRuntime({
    env: { ...env, monitoring },
    answer: engine.answer,
    localEngine: null,
    loading: engine.loading,
    simulated: false,
    locationOf: () => null,
    now: clock,
    flights: new Map(),
  })
  return {
    engine,
    file,
    async close() {
      await engine.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
