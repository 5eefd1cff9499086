import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Incident } from './visitors'

/** What the simulated café remembers between starts. */
export interface DemoState {
  seed: number
  incidents: Incident[]
}

const fileOf = (dir: string) => join(dir, 'state.json')

export const logFileOf = (dir: string) => join(dir, 'access_log')

/** Null when the café was never started in this folder. */
export function readDemoState(dir: string): DemoState | null {
  return existsSync(fileOf(dir))
    ? (JSON.parse(readFileSync(fileOf(dir), 'utf8')) as DemoState)
    : null
}

export function writeDemoState(dir: string, state: DemoState): void {
  mkdirSync(dir, { recursive: true })
  writeFileSync(`${fileOf(dir)}.new`, `${JSON.stringify(state, null, 1)}\n`)
  renameSync(`${fileOf(dir)}.new`, fileOf(dir))
}
