import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileProblem } from './file-problem'

function errorOf(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('It did not fail')
}

test('what the system refuses is said in words', () => {
  const folder = mkdtempSync(join(tmpdir(), 'file-problem-'))
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const said = (action: () => unknown) => fileProblem(errorOf(action))
  expect(said(() => readFileSync(join(folder, 'none')))).toBe('there is no such file or folder')
  expect(said(() => readFileSync(folder))).toBe('it is a folder, not a file')
  expect(said(() => mkdirSync(join(file, 'within')))).toBe(
    'a part of its path is a file, not a folder',
  )
  expect(said(() => readFileSync(join(folder, 'x'.repeat(300))))).toBe('its path is too long')
  rmSync(folder, { recursive: true })
})

test('who may not use it is named, and what is not known keeps its own words', () => {
  const forbidden = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
  expect(fileProblem(forbidden)).toMatch(/^the user \S+ may not use it$/)
  expect(fileProblem(new Error('odd'))).toBe('odd')
})
