import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pagesUnder } from './pages-under'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pages-under-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function write(path: string, text: string) {
  const file = join(dir, 'product', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

const manifest = '.next/server/app/alarms/[name]/page_client-reference-manifest.js'
const loader = '.next/static/chunks/turbopack-2u1d.js'

test('what names scripts by their address names them under the path; all else is the build itself', () => {
  const named = '{"chunks":["/_next/static/chunks/a.js"],"entry":"static/chunks/a.js"}'
  write(manifest, named)
  write(loader, 'k="/_next/"')
  write('.next/BUILD_ID', 'x')
  write('.next/static/chunks/a.js', 'log("/_next/")')
  write('.next/static/media/icon.svg', '<svg/>')
  write('.next/server/chunks/b.js', '"/_next/"')
  write('public/robots.txt', 'User-agent: *')
  const product = join(dir, 'product')
  for (const basePath of ['/cafe', '/shop/watch']) {
    const folder = pagesUnder(basePath, product, join(dir, 'data'))
    const read = (path: string) => readFileSync(join(folder, path), 'utf8')
    expect(read(manifest)).toBe(
      `{"chunks":["${basePath}/_next/static/chunks/a.js"],"entry":"static/chunks/a.js"}`,
    )
    expect(read(loader)).toBe(`k="${basePath}/_next/"`)
    expect(read('.next/static/chunks/a.js')).toBe('log("/_next/")')
    expect(read('.next/server/chunks/b.js')).toBe('"/_next/"')
    expect(read('.next/BUILD_ID') + read('public/robots.txt')).toBe('xUser-agent: *')
    expect(existsSync(join(folder, '.next/static/media/icon.svg'))).toBe(true)
    expect(lstatSync(join(folder, '.next/static/chunks/a.js')).isSymbolicLink()).toBe(true)
  }
  expect(readFileSync(join(product, manifest), 'utf8')).toBe(named)
})

test('two servers have their own, and what was made of an earlier build goes', () => {
  write(manifest, '"/_next/"')
  write('.next/BUILD_ID', 'first')
  const [product, data] = [join(dir, 'product'), join(dir, 'data')]
  const one = pagesUnder('/one', product, data)
  const other = pagesUnder('/other', product, data)
  expect(readFileSync(join(one, manifest), 'utf8')).toBe('"/one/_next/"')
  expect(pagesUnder('/one', product, data)).toBe(one)
  expect(existsSync(other)).toBe(true)
  write('.next/BUILD_ID', 'second')
  const next = pagesUnder('/one', product, data)
  expect([one, other, next].map(existsSync)).toEqual([false, false, true])
})

test('a build that names no addresses is not understood', () => {
  write(manifest, '{}')
  expect(() => pagesUnder('/watch', join(dir, 'product'), join(dir, 'data'))).toThrow(
    'this Next builds otherwise than expected',
  )
})
