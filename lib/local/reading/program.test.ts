import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { programOf } from './program'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'program-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

function fileOf(name: string, text: string): URL {
  writeFileSync(join(dir, name), text)
  return pathToFileURL(join(dir, name))
}

test('a program has its imports, finds its packages, and knows where its file is', async () => {
  fileOf('twice.ts', 'export const twice = (value: number): number => 2 * value')
  const file = fileOf(
    'main.ts',
    `import { parentPort } from 'node:worker_threads'
     import ip from 'ipaddr.js'
     import { twice } from './twice'
     parentPort?.postMessage([twice(21), ip.isValid('8.8.8.8'), import.meta.url])`,
  )
  const worker = new Worker(await programOf(file), { eval: true })
  const said = await new Promise((resolve) => worker.once('message', resolve))
  await worker.terminate()
  expect(said).toEqual([42, true, file.href])
})

test('a file that could not be bundled is tried again', async () => {
  const file = fileOf('main.ts', 'const =')
  await expect(programOf(file)).rejects.toThrow('Build failed')
  fileOf('main.ts', 'console.log(1)')
  expect(await programOf(file)).toContain('console.log(1)')
})
