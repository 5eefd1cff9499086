import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfNeeded } from './build'
import { bundlePrograms } from './package/bundle'
import { type Architecture, copyModules } from './package/copy-modules'
import { copyPages } from './package/copy-pages'
import { folderBytes, megabytes } from './package/size'
import { runMain } from './run-main'

const maxBytes = 300e6
const out = 'dist'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

/** Beside the programs: what a person reads, and what an installation uses. */
const besides = ['README.md', 'LICENSE', 'docs', 'packaging']

// Node is found beside the package, or by its name; the command may be a link elsewhere. Root becomes
// the user of the service: what is written stays the service's, and it reads what the service may.
const command = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
node=$here/../node/bin/node
[ -x "$node" ] || node=node
as=
[ "$(id -u)" != 0 ] || ! id cafewatch >/dev/null 2>&1 || as='runuser -u cafewatch --'
exec $as "$node" "$here/../program/cafewatch.js" "$@"
`

/** From Node 22 on, the next start need not compile again; `asTyped` knows that this is a package. */
const server = `import module from 'node:module'
module.enableCompileCache?.()
globalThis[Symbol.for('cafewatch.installed')] = true
await import('./program/start.js')
`

async function make(architecture: Architecture): Promise<string> {
  const name = `cafewatch-${version}-linux-${architecture}`
  const folder = join(out, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  copyPages(folder)
  copyModules(folder, architecture)
  await bundlePrograms(join(folder, 'program'))
  for (const path of besides.filter(existsSync))
    cpSync(path, join(folder, path), {
      recursive: true,
      filter: (file) => !/\.png$|^docs\/decisions/.test(file),
    })
  const facts = { name: 'cafewatch', version, private: true, type: 'module' }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(facts, null, 2)}\n`)
  writeFileSync(join(folder, 'server.js'), server)
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin', 'cafewatch'), command, { mode: 0o755 })
  return folder
}

/** One archive with all that a server needs: `node server.js` starts it. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { arch: { type: 'string', default: process.arch }, unpacked: { type: 'boolean' } },
  })
  const { arch } = values
  if (arch !== 'x64' && arch !== 'arm64')
    throw new Error(`--arch is "${arch}", but must be x64 or arm64.`)
  await buildIfNeeded()
  const folder = await make(arch)
  const bytes = folderBytes(folder)
  console.log(`${folder}: ${megabytes(bytes)}`)
  if (bytes > maxBytes) throw new Error(`That is more than ${megabytes(maxBytes)}.`)
  if (values.unpacked) return
  const archive = `${folder}.tar.gz`
  execFileSync('tar', [
    ...['--sort=name', '--owner=0', '--group=0', '--numeric-owner'],
    ...['-czf', archive, '-C', out, folder.slice(out.length + 1)],
  ])
  console.log(`${archive}: ${megabytes(statSync(archive).size)}`)
}

runMain(main)
