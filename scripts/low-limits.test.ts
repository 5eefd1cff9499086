import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { type Limits, ownLimits, sayLowLimits } from './low-limits'

const none = { openFiles: null, memoryBytes: null, fileBytes: null, addressBytes: null }
const saidOf = (limits: Partial<Limits>) => {
  const said: string[] = []
  sayLowLimits({ ...none, ...limits }, (sentence) => said.push(sentence))
  return said
}

test.each<[Partial<Limits>, RegExp[]]>([
  [{ openFiles: 1_024, memoryBytes: 1e9, fileBytes: 1e12, addressBytes: 1e12 }, []],
  [{}, []],
  [{ openFiles: 256, memoryBytes: 8e9 }, [/^Only 256 files .* ulimit -n 4096/]],
  [{ openFiles: 4_096, memoryBytes: 512e6 }, [/^Only 512 MB of memory /]],
  [{ openFiles: 128, memoryBytes: 64e6 }, [/^Only 128 files /, /^Only 64 MB /]],
  [{ fileBytes: 51_200 }, [/^No file may be larger than 1 MB, .* ulimit -f unlimited/]],
  [{ addressBytes: 4e9 }, [/^Only 4000 MB of addresses .* ulimit -v unlimited/]],
])('%j is said', (limits, sentences) => {
  const said = saidOf(limits)
  expect(said).toHaveLength(sentences.length)
  for (const [at, sentence] of sentences.entries()) expect(said[at]).toMatch(sentence)
})

test('with too few files to begin with, the start ends with the sentence', () => {
  expect(() => saidOf({ openFiles: 64 })).toThrow(/^Only 64 files may be open at once/)
})

test('the limits of the shell are the ones that are known', () => {
  const script = `import('./scripts/low-limits.ts').then(({ ownLimits }) => console.log(JSON.stringify(ownLimits())))`
  const { stdout } = spawnSync(
    'sh',
    [
      '-c',
      `ulimit -n 300; ulimit -f 100; ulimit -v 90000000; exec "$0" --import tsx -e "$1"`,
      process.execPath,
      script,
    ],
    { encoding: 'utf8' },
  )
  expect(JSON.parse(stdout)).toMatchObject({
    openFiles: 300,
    fileBytes: 51_200,
    addressBytes: 92_160_000_000,
  })
  expect(ownLimits().memoryBytes).toBeGreaterThan(0)
})
