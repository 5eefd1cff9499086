import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { lowLimits, ownLimits } from './low-limits'

test.each([
  [1_024, 1e9, []],
  [null, null, []],
  [256, 8e9, [/^Only 256 files .* ulimit -n 4096/]],
  [4_096, 512e6, [/^Only 512 MB of memory /]],
  [64, 64e6, [/^Only 64 files /, /^Only 64 MB /]],
])('%s files and %s bytes', (openFiles, memoryBytes, sentences) => {
  const said = lowLimits({ openFiles, memoryBytes })
  expect(said).toHaveLength(sentences.length)
  for (const [at, sentence] of sentences.entries()) expect(said[at]).toMatch(sentence)
})

test('the limit of the shell is the one that is known', () => {
  const script = `import('./scripts/low-limits.ts').then(({ ownLimits }) => console.log(ownLimits().openFiles))`
  const { stdout } = spawnSync(
    'sh',
    ['-c', `ulimit -n 300; exec "$0" --import tsx -e "$1"`, process.execPath, script],
    { encoding: 'utf8' },
  )
  expect(stdout.trim()).toBe('300')
  expect(ownLimits().memoryBytes).toBeGreaterThan(0)
})
