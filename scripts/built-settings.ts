import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Lets Next take its settings from the build, as its own standalone server does: a package holds
 * nothing that could read `next.config.js`. Before Next is asked for anything.
 */
export function takeBuiltSettings(folder: string): void {
  const built = JSON.parse(
    readFileSync(join(folder, '.next', 'required-server-files.json'), 'utf8'),
  ) as { config: unknown }
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(built.config)
}
