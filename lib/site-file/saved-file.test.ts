import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepareRemoval, prepareSave, readSaved } from './saved-file'

let dir: string
let file: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'saved-'))
  file = join(dir, 'site.json')
})
afterEach(() => rmSync(dir, { recursive: true }))

test('a change takes effect when it is committed, and leaves nothing beside the file', async () => {
  expect(readSaved(dir)).toBeNull()
  await (await prepareSave(dir, { name: 'one' })).commit()
  const second = await prepareSave(dir, { name: 'two' })
  expect(readSaved(dir)).toEqual({ name: 'one' })
  await second.commit()
  expect(readSaved(dir)).toEqual({ name: 'two' })
  await (await prepareSave(dir, { name: 'three' })).discard()
  expect(readSaved(dir)).toEqual({ name: 'two' })
  expect(readdirSync(dir)).toEqual(['site.json'])
  await prepareRemoval(dir).commit()
  expect(readdirSync(dir)).toEqual([])
})

test('nobody else may read it, whatever was there before', async () => {
  writeFileSync(file, '{}')
  writeFileSync(`${file}.new`, 'left by a crash')
  chmodSync(file, 0o644)
  chmodSync(`${file}.new`, 0o644)
  await (await prepareSave(dir, { name: 'two' })).commit()
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a data folder that is not there yet is made', async () => {
  const deep = join(dir, 'a', 'b')
  await (await prepareSave(deep, { name: 'one' })).commit()
  expect(readSaved(deep)).toEqual({ name: 'one' })
})

test('where nothing can be written, what was saved stays', async () => {
  writeFileSync(file, '{"name":"one"}')
  mkdirSync(join(`${file}.new`, 'in the way'), { recursive: true })
  await expect(prepareSave(dir, { name: 'two' })).rejects.toThrow(
    /^The set-up could not be saved in .*site\.json: /,
  )
  expect(readFileSync(file, 'utf8')).toBe('{"name":"one"}')
  await expect(prepareSave(join(file, 'below'), { name: 'two' })).rejects.toThrow(
    /could not be saved/,
  )
})

test.each([
  ['{"recipients": [{"url": "https://hooks.example/T0SECRET"', /^it is not JSON$/],
  ['', /^it is not JSON$/],
  ['[]', /^it must be an object$/],
  ['null', /^it must be an object$/],
  ['{"logFormat": "combined"}', /^logFormat: is not set up in the page; .* SITE_FILE/],
])('a file with %s is refused', (text, expected) => {
  writeFileSync(file, text)
  expect(() => readSaved(dir)).toThrow(expected)
})
