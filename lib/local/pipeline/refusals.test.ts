import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, test, vi } from 'vitest'
import { type FileSystem, nodeFiles } from './file-system'
import { line, newStory } from './testdata/story'

const story = newStory()
const { at } = story

test('named pipes, devices, sockets and folders are refused by name; the others are read', async () => {
  execFileSync('mkfifo', [at('pipe.log')])
  mkdirSync(at('folder.log'))
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(at('socket.log'), resolve))
  writeFileSync(at('good.log'), line(0))
  await story.start(['pipe.log', 'folder.log', 'socket.log', '../../dev/null', 'good.log'])
  expect(story.problems()).toEqual([
    expect.stringContaining('pipe.log is a named pipe, not a file.'),
    expect.stringContaining('folder.log is a folder. Name a file in it'),
    expect.stringContaining('socket.log is a socket, not a file.'),
    expect.stringContaining('/dev/null is a device, not a file.'),
    undefined,
  ])
  expect(await story.requests()).toBe('0')
  await new Promise((resolve) => server.close(resolve))
})

test('a glob that matches nothing says so, beside a good path', async () => {
  writeFileSync(at('good.log'), line(0))
  await story.start(['good.log', 'nginx/*.log'])
  expect(story.problems()).toEqual([
    undefined,
    expect.stringMatching(/^No file matches .*nginx\/\*\.log\. Check ACCESS_LOG/),
  ])
  mkdirSync(at('nginx'))
  writeFileSync(at('nginx/a.log'), line(1))
  await story.look()
  expect(await story.requests()).toBe('0 1')
  expect(story.problems()).toEqual([undefined, undefined])
})

const refusing = (isRefused: () => boolean): FileSystem => ({
  ...nodeFiles,
  async open(path) {
    if (isRefused()) throw Object.assign(new Error('no'), { code: 'EACCES' })
    return nodeFiles.open(path)
  },
})

test('a file that may not be read is read as soon as it may', async () => {
  let isRefused = true
  writeFileSync(at('log'), line(0))
  await story.start(['log'], { files: refusing(() => isRefused) })
  await story.look()
  expect(story.problems()).toEqual([
    expect.stringMatching(/log may not be read by the user .*setfacl .* start CafeWatch again\.$/),
  ])
  expect(story.logged.filter((text) => text.includes('may not be read'))).toHaveLength(1)
  isRefused = false
  await story.look()
  expect(await story.requests()).toBe('0')
  expect(story.problems()).toEqual([undefined])
})

test('a folder that may not be listed is what is said of its glob', async () => {
  let isRefused = true
  mkdirSync(at('nginx'))
  writeFileSync(at('nginx/a.log'), line(0))
  const files: FileSystem = {
    ...nodeFiles,
    expand: async (entry) => (isRefused ? [] : nodeFiles.expand(entry)),
    async names(folder) {
      if (isRefused) throw Object.assign(new Error('no'), { code: 'EACCES' })
      return nodeFiles.names(folder)
    },
  }
  await story.start(['nginx/*.log'], { files })
  expect(story.problems()).toEqual([expect.stringMatching(/nginx may not be read by the user/)])
  isRefused = false
  await story.look()
  expect(await story.requests()).toBe('0')
})

test('permissions that a real file takes away and gives', async () => {
  writeFileSync(at('log'), line(0))
  chmodSync(at('log'), 0o000)
  await story.start(['log'])
  chmodSync(at('log'), 0o644)
  await story.look()
  expect(await story.requests()).toBe('0')
})

/** A file system in which what lies in a folder never answers, until it does. */
function hanging(folder: string) {
  let asked = 0
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const files: FileSystem = {
    ...nodeFiles,
    async stat(path) {
      if (path.includes(folder)) {
        asked += 1
        await released
      }
      return nodeFiles.stat(path)
    },
  }
  return { files, release, asked: () => asked }
}

test('a file system that hangs holds up no other file, no first pass and no end', async () => {
  mkdirSync(at('nfs'))
  for (const name of ['a', 'b', 'c']) writeFileSync(at(`nfs/${name}.log`), line(5))
  writeFileSync(at('good.log'), line(0))
  const { files, release, asked } = hanging('nfs/')
  await story.start(['nfs/a.log', 'nfs/b.log', 'nfs/c.log', 'good.log'], { files, deadlineMs: 100 })
  await story.look()
  expect(await story.requests()).toBe('0')
  expect(asked()).toBe(1)
  const aside = expect.stringContaining('is set aside: its file system does not answer')
  expect(story.problems()).toEqual([aside, aside, aside, undefined])
  release()
  await vi.waitFor(async () => {
    await story.look()
    expect(story.problems()).toEqual([undefined, undefined, undefined, undefined])
  })
})

test('the end does not wait for a file system that hangs', async () => {
  writeFileSync(at('good.log'), line(0))
  await story.start(['good.log'])
  await story.stop()
  const { files, release } = hanging('bad')
  const begun = Date.now()
  const started = story.start(['bad.log'], { files, deadlineMs: 200 })
  await started
  await story.stop()
  expect(Date.now() - begun).toBeLessThan(3_000)
  release()
})
