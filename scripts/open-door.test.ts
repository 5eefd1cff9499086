import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { password } from '@/lib/access/testdata/access-in'
import { openUsers } from '@/lib/access/users'
import { envWith } from '@/lib/env'
import { openDoor } from './open-door'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'door-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
})

/** What the start says with some settings. */
function saidWith(settings: Record<string, string>): string[] {
  const said: string[] = []
  openDoor(envWith({ DATA_DIR: dataDir, ...settings }), (sentence) => said.push(sentence))
  return said
}

test.each(['users', 'tokens', 'sessions'])('a broken file of %s ends the start', (name) => {
  mkdirSync(join(dataDir, 'access'))
  writeFileSync(join(dataDir, `access/${name}.json`), '{"')
  expect(() => saidWith({})).toThrow(
    `access/${name}.json" is not as CafeWatch wrote it. Put it back from a backup, or delete it`,
  )
})

test.each([
  [{}, []],
  [{ PUBLIC_URL: 'http://localhost:3000' }, []],
  [
    { PUBLIC_URL: 'https://watch.example' },
    [/neither at https:\/\/watch\.example nor here, since/],
  ],
  [
    { BASE_PATH: '/watch' },
    [/neither at http:\/\/\S+\/watch nor here, since there is no user: npm/],
  ],
])('with %j and no user, the start says %j', async (settings, sentences) => {
  const said = saidWith(settings)
  expect(said).toHaveLength(sentences.length)
  for (const [at, sentence] of sentences.entries()) expect(said[at]).toMatch(sentence)
  await openUsers(dataDir).add('anna', 'admin', password)
  expect(saidWith(settings)).toEqual([])
})

test('what other machines could open is refused without a user', () => {
  expect(() => saidWith({ HOST: '0.0.0.0' })).toThrow(/^HOST is "0\.0\.0\.0", .* Add a user first/)
})
