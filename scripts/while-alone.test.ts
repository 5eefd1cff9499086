import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { whileAlone } from './while-alone'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'while-alone-'))
  file = join(folder, 'lock')
})
afterEach(() => rmSync(folder, { recursive: true }))
const never = () => expect.fail('there is nobody to wait for')

test('holds the file while the work is done, and no longer, however that ends', async () => {
  const held = await whileAlone(file, async () => readFileSync(file, 'utf8'), never)
  expect(held).toBe(String(process.pid))
  expect(existsSync(file)).toBe(false)
  const failing = whileAlone(file, () => Promise.reject(new Error('no space')), never)
  await expect(failing).rejects.toThrow('no space')
  expect(existsSync(file)).toBe(false)
})

test('waits for a process that holds it, until that process has died', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(other, 'spawn')
  writeFileSync(file, String(other.pid))
  let waits = 0
  const done = whileAlone(
    file,
    async () => other.signalCode,
    () => {
      waits += 1
      other.kill('SIGKILL')
    },
  )
  await expect(done).resolves.toBe('SIGKILL')
  expect(waits).toBe(1)
})

test.each([
  ['of a process that ended long ago', '999999999'],
  ['of this process, in an earlier life', String(process.pid)],
])('takes a file that was left %s', async (_, left) => {
  writeFileSync(file, left)
  await expect(whileAlone(file, async () => 'done', never)).resolves.toBe('done')
})

test('says at once that the file cannot be written', async () => {
  await expect(whileAlone(join(folder, 'none', 'lock'), async () => {}, never)).rejects.toThrow(
    /ENOENT/,
  )
})
