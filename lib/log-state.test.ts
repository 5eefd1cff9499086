import { describe, expect, test } from 'vitest'
import { emptyFiles, logState } from './log-state'
import type { LoadingStatus, NewestHour } from './source'

type File = LoadingStatus['files'][number]

const file = (more: Partial<File> = {}): File => ({
  path: '/var/log/nginx/access.log',
  bytes: 1_000,
  readBytes: 1_000,
  format: 'combined',
  lines: 400,
  requests: 400,
  notUnderstood: 0,
  inDoubt: 0,
  newestRequestMs: 1,
  ...more,
})
const missing = file({
  lines: 0,
  requests: 0,
  bytes: 0,
  readBytes: 0,
  problem: 'There is no file x.',
})
const loading = (files: File[], more: Partial<LoadingStatus> = {}): LoadingStatus => ({
  files,
  linesPerSecond: 1_000,
  secondsLeft: null,
  done: true,
  ...more,
})
const hour = (lines: number, requests: number): NewestHour => ({
  fromMs: 0,
  toMs: 3_600_000,
  lines,
  requests,
  newestRequestMs: null,
  example: null,
  knownFormats: [],
})
const none = { loading: null, newestHour: null }
const reading = (more: Partial<LoadingStatus>) =>
  logState({ ...none, loading: loading([file({ readBytes: 430 })], { done: false, ...more }) })

describe('what is said before all else', () => {
  test.each([
    ['no line at all', none],
    ['all understood', { ...none, newestHour: hour(304, 304) }],
    ['just 5 % not', { ...none, newestHour: hour(100, 95) }],
    ['one file of two is missing', { ...none, loading: loading([file(), missing]) }],
  ])('nothing: %s', (_, status) => expect(logState(status)).toBeNull())

  test.each([
    [304, 0, 'None of the 304 lines of the newest hour could be read as a request.'],
    [304, 243, '61 of the 304 lines of the newest hour could not be read as requests.'],
    [10, 9, '1 of the 10 lines of the newest hour could not be read as a request.'],
    [1, 0, 'The only line of the newest hour could not be read as a request.'],
  ])('%d lines, %d requests', (lines, requests, headline) =>
    expect(logState({ ...none, newestHour: hour(lines, requests) })).toMatchObject({
      kind: 'notUnderstood',
      headline,
    }),
  )

  test.each([
    [undefined, 'The log is still being read: 43\u00a0%.'],
    [null, 'The log is still being read: 43\u00a0%.'],
    [12, 'The log is still being read: 43\u00a0%, less than a minute left.'],
    [61, 'The log is still being read: 43\u00a0%, about 2 minutes left.'],
    [7_300, 'The log is still being read: 43\u00a0%, about 2 hours left.'],
  ])('%s s left', (secondsLeft, headline) => {
    const state = reading(secondsLeft === undefined ? {} : { secondsLeft })
    expect(state).toMatchObject({ kind: 'loading', headline })
    expect(state?.details.join(' ')).toContain('400 lines so far, 1,000 a second.')
  })

  test('a log that is being read and not understood', () => {
    const state = reading({ files: [file({ requests: 0, notUnderstood: 400 })] })
    expect(state?.details).toContain('None of the 400 lines so far could be read as a request.')
  })

  test('one file of two is missing, and the other has not been begun or is empty', () => {
    const begun = file({ lines: 0, requests: 0, readBytes: 0 })
    const empty = file({ lines: 0, requests: 0, bytes: 0, readBytes: 0 })
    expect(reading({ files: [missing, begun] })).toMatchObject({ kind: 'loading' })
    expect(logState({ ...none, loading: loading([missing, empty]) })).toMatchObject({
      kind: 'unreadable',
      headline: '1 of the 2 logs cannot be read, and the others are empty.',
    })
  })

  test('one file of two is missing while the other is read', () => {
    expect(reading({ files: [missing, file()] })).toMatchObject({ kind: 'loading' })
  })

  test.each([
    [[missing], 'The log cannot be read.', ['There is no file x.']],
    [[missing, missing], 'None of the 2 logs can be read.', ['There is no file x.']],
    [[], 'No file matches ACCESS_LOG.', ['Check the path or glob.']],
  ])('nothing can be read: %#', (files, headline, details) => {
    const state = logState({ ...none, loading: loading(files) })
    expect(state).toMatchObject({ kind: 'unreadable', headline })
    expect(state?.details).toEqual(expect.arrayContaining(details))
  })
})

const empty = file({ lines: 0, requests: 0, bytes: 0, readBytes: 0 })

test.each([
  [
    'one',
    [empty],
    '/var/log/nginx/access.log has no line yet. If visitors come, the web server writes to another file.',
  ],
  [
    'two',
    [empty, empty],
    'None of the 2 logs has a line yet. If visitors come, the web server writes to other files.',
  ],
  ['one of two', [empty, file()], null],
  ['one that cannot be read', [missing], null],
  ['none at all', [], null],
])('files without a line are named: %s', (_, files, words) => {
  expect(emptyFiles(loading(files))).toBe(words)
  expect(emptyFiles(loading(files, { done: false }))).toBeNull()
})
