import { createHash } from 'node:crypto'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { type Env, WrongSettings } from '@/lib/env'
import { fileProblem } from '@/lib/file-problem'

/** The folder of the engine's store, one for each ACCESS_LOG and way of reading it, so that logs never mix. */
export function dataFolder({ dataDir, accessLog, logFormats, trustedProxies }: Env): string {
  if (accessLog.length === 0) return `${dataDir}/demo`
  const { all, byPath } = logFormats
  const isDeclared = all !== null || byPath.length > 0 || trustedProxies !== null
  const read = [
    ...accessLog,
    ...(isDeclared ? [JSON.stringify([all, byPath, trustedProxies])] : []),
  ]
  return `${dataDir}/log-${createHash('sha256').update(read.join('\n')).digest('hex').slice(0, 8)}`
}

/** Makes the folder of the engine's store. Throws {@link WrongSettings} where it cannot be written. */
export function makeDataFolder(env: Env): void {
  const folder = dataFolder(env)
  try {
    // In it are whole addresses.
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new WrongSettings(
      `DATA_DIR is "${env.dataDir}", where ${folder} cannot be written: ${fileProblem(error)}. Let the user that CafeWatch runs as write there, or name another folder in DATA_DIR.`,
    )
  }
}
