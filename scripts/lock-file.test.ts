import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface LockFile {
  packages: Record<string, { link?: true; inBundle?: true; integrity?: string; resolved?: string }>
}

test.each(['package-lock.json', 'infra/package-lock.json'])(
  '%s: every package is known by its digest, and comes from the usual registry',
  (path) => {
    const { packages } = JSON.parse(readFileSync(path, 'utf8')) as LockFile
    const installed = Object.entries(packages).filter(
      ([name, { link, inBundle }]) => name !== '' && !link && !inBundle,
    )
    expect(installed.length).toBeGreaterThan(3)
    const unknown = installed.filter(([, { integrity }]) => !/^sha512-\S{88}/.test(integrity ?? ''))
    expect(unknown.map(([name]) => name)).toEqual([])
    const elsewhere = installed.filter(
      ([, { resolved = 'https://registry.npmjs.org/' }]) =>
        !resolved.startsWith('https://registry.npmjs.org/'),
    )
    expect(elsewhere.map(([name]) => name)).toEqual([])
  },
)
