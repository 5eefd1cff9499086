import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runMain } from './run-main'

const root = fileURLToPath(new URL('..', import.meta.url))
const infra = join(root, 'infra')
const notReached =
  /E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH|HOSTUNREACH|NOTCACHED)|ERR_SOCKET_TIMEOUT|E50\d/

const versionIn = (folder: string): string | undefined => {
  const file = join(folder, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined
}

function installed(): boolean {
  const { dependencies } = JSON.parse(readFileSync(join(infra, 'package.json'), 'utf8'))
  return Object.entries<string>(dependencies).every(
    ([name, version]) => versionIn(join(infra, 'node_modules', name)) === version,
  )
}

/** Installs what `infra/` needs where it is missing. False when the registry cannot be reached. */
function install(): boolean {
  if (installed()) return true
  console.log('Installing the packages of infra/ …')
  const run = spawnSync('npm', ['--prefix', infra, 'ci', '--no-fund', '--no-audit'], {
    encoding: 'utf8',
  })
  if (run.status === 0) return true
  const output = `${run.stderr ?? ''}${run.error?.message ?? ''}`
  if (notReached.test(output)) return false
  throw new Error(`The packages of infra/ could not be installed.\n${output}`)
}

const node = (...args: string[]): number =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1

const bin = (name: string, path: string, from = root) =>
  join(createRequire(join(from, 'package.json')).resolve(`${name}/package.json`), '..', path)

const commands: Record<string, (args: string[]) => number> = {
  synth: (args) => node('--import', 'tsx', 'infra/synth.ts', ...args),
  deploy: (args) =>
    node(
      bin('aws-cdk', 'bin/cdk', infra),
      'deploy',
      '--app',
      'node --import tsx infra/app.ts',
      '--output',
      'infra/out/cdk',
      ...args,
    ),
  test: () =>
    node(bin('typescript', 'bin/tsc'), '-p', 'infra') ||
    node(bin('vitest', 'vitest.mjs'), 'run', '--config', 'infra/vitest.config.ts'),
}

function main([name = '', ...args]: string[]): number {
  const command = commands[name]
  if (!command) throw new Error(`Say ${Object.keys(commands).join(', ')}.`)
  if (install()) return command(args)
  const why = 'its packages are not installed, and the registry cannot be reached'
  if (name !== 'test') throw new Error(`infra: ${why}.`)
  console.log(`infra: tests skipped: ${why}.`)
  return 0
}

runMain(async () => main(process.argv.slice(2)))
