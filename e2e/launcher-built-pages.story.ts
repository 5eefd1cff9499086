import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { globSync } from 'tinyglobby'

// What others' code asks about before it uses it, or what every function has.
const known = ['arguments', '__nccwpck_require__', 'define', 'WebKitCSSMatrix']
const settings = {
  linter: {
    enabled: true,
    rules: { recommended: false, correctness: { noUndeclaredVariables: 'error' } },
  },
  files: { maxSize: 20_000_000 },
}

test('the bundler has left no name in the built pages that stands for nothing', () => {
  const chunks = globSync('.next/server/chunks/**/*.js')
  expect(chunks.length).toBeGreaterThan(50)
  const dir = mkdtempSync(join(tmpdir(), 'built-pages-'))
  try {
    writeFileSync(join(dir, 'biome.json'), JSON.stringify(settings))
    for (const [at, chunk] of chunks.entries()) copyFileSync(chunk, join(dir, `${at}.js`))
    const biome = resolve('node_modules/.bin/biome')
    const args = ['lint', '--max-diagnostics=none', '--colors=off', '.']
    const { stdout, stderr } = spawnSync(biome, args, {
      cwd: dir,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    })
    const all = `${stdout}${stderr}`
    expect(all).toMatch(/Checked \d+ files/)
    const names = [...all.matchAll(/The (\S+) variable is undeclared/g)].map(([, name]) => name)
    expect(names.filter((name) => !known.includes(name ?? ''))).toEqual([])
  } finally {
    rmSync(dir, { recursive: true })
  }
})
