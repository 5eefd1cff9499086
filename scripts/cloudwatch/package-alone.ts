import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../package/bundle'

/**
 * What the bundle asks for by name: DuckDB is a library of this machine's, the other looks for its own
 * files. DuckDB's JavaScript is inside: Node takes a quarter of the start to look through it.
 */
const asked = ['@duckdb/node-bindings', 'xz-decompress']
const outside = ['@duckdb/node-bindings*', 'xz-decompress', 'next', 'esbuild', '@ip-location-db/*']

/** Writes the engine alone as a package that `npx` starts. */
export async function packageAlone(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  await bundle({ cloudwatch: 'scripts/cloudwatch/alone.ts' }, folder, outside)
  const { version, license, engines, dependencies } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  )
  const facts = {
    name: 'cafewatch-cloudwatch',
    version,
    description: 'CloudWatch Logs and CloudWatch on this machine, for tests',
    license,
    type: 'module',
    engines,
    bin: 'cloudwatch.js',
    dependencies: Object.fromEntries(asked.map((name) => [name, dependencies[name]])),
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(facts, null, 2)}\n`)
  copyFileSync('LICENSE', join(folder, 'LICENSE'))
  copyFileSync('docs/emulator.md', join(folder, 'README.md'))
}
