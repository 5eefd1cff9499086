import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPartsFile } from './parts-file'

let workDir: string
beforeEach(() => {
  workDir = mkdtempSync(join(tmpdir(), 'parts-'))
})
afterEach(() => rmSync(workDir, { recursive: true }))

const said: string[] = []
async function open(more: { maxBytes?: number } = {}) {
  said.length = 0
  const path = join(workDir, 'readings.duckdb')
  const file = await openPartsFile({ path, workDir, log: (text) => said.push(text), ...more })
  if (!file) throw new Error(said.join(' '))
  return { path, file }
}

const part = (fromMs: number, toMs: number, rows = '[]') => ({
  ...{ fromMs, toMs, askedMs: toMs, rows },
  bytesScanned: (toMs - fromMs) / 2,
})

test('parts outlive the process, and a wider one takes the place of those within it', async () => {
  const { file } = await open()
  await file.write('a', [part(0, 5), part(5, 10), part(10, 15)])
  await file.write('b', [part(0, 5, '[1]')])
  await file.write('a', [part(0, 10, '[2]')])
  await file.close()
  const again = await open()
  expect((await again.file.read('a')).map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
    [10, 15],
    [0, 10],
  ])
  expect(await again.file.read('b')).toEqual([part(0, 5, '[1]')])
  expect(said).toEqual([])
  await again.file.close()
})

test('what was asked for longest ago goes first when there is no room', async () => {
  const { file } = await open({ maxBytes: 1_000 })
  const text = JSON.stringify('x'.repeat(298))
  for (const at of [3, 1, 2]) await file.write('a', [part(at, at + 1, text)])
  expect(await file.read('a')).toHaveLength(3)
  await file.write('a', [part(4, 5, text)])
  expect((await file.read('a')).map(({ fromMs }) => fromMs).sort()).toEqual([3, 4])
  await file.close()
})

test.each([
  ['no database', 'not a database at all'.repeat(1_000)],
  ['an empty file of nothing', '\0'.repeat(10_000)],
])('%s is thrown away with a sentence, and a new one begun', async (_, text) => {
  writeFileSync(join(workDir, 'readings.duckdb'), text)
  const { file } = await open()
  expect(said).toEqual([expect.stringMatching(/could not be read, and are asked for again/)])
  await file.write('a', [part(0, 5)])
  expect(await file.read('a')).toHaveLength(1)
  await file.close()
})

test('a folder that is not there: nothing is kept, and a sentence says so', async () => {
  const gone = join(workDir, 'gone')
  const path = join(gone, 'readings.duckdb')
  expect(await openPartsFile({ path, workDir: gone, log: (text) => said.push(text) })).toBeNull()
  expect(said.at(-1)).toMatch(/Readings are not kept over a restart\.$/)
})
