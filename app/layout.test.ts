import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generateMetadata, viewport } from './layout'

const bytesOf = (url: string) =>
  readFileSync(new URL(`../public/${url.replace(/^\//, '')}`, import.meta.url))
const manifest = JSON.parse(bytesOf('manifest.webmanifest').toString())

/** The size that a PNG image's header states. */
const sizeOfPng = (png: Buffer) => {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`
}

function sizesOfIco(ico: Buffer): string {
  expect(ico.readUInt32LE(0)).toBe(0x10000)
  return Array.from({ length: ico.readUInt16LE(4) }, (_, at) => {
    const entry = 6 + 16 * at
    const start = ico.readUInt32LE(entry + 12)
    const size = sizeOfPng(ico.subarray(start, start + ico.readUInt32LE(entry + 8)))
    expect(size).toBe(`${ico[entry]}x${ico[entry + 1]}`)
    return size
  }).join(' ')
}

/** The sizes that an image file holds, as a `sizes` attribute writes them. */
function sizesOf(url: string): string {
  if (url.endsWith('.svg')) return 'any'
  return url.endsWith('.ico') ? sizesOfIco(bytesOf(url)) : sizeOfPng(bytesOf(url))
}

const tokens = readFileSync(new URL('globals.css', import.meta.url), 'utf8')
/** The values of a colour token: light, then dark. */
const token = (name: string) =>
  [...tokens.matchAll(new RegExp(`--${name}: #(\\w+);`, 'g'))].map(([, hex = '']) =>
    hex.length === 3 ? `#${hex.replace(/./g, '$&$&')}` : `#${hex}`,
  )

test('every icon of the pages exists and has the sizes that it claims', () => {
  expect(generateMetadata().icons).toEqual({
    icon: [
      { url: '/favicon.ico', sizes: sizesOf('/favicon.ico') },
      { url: '/icon.svg', sizes: sizesOf('/icon.svg'), type: 'image/svg+xml' },
    ],
    apple: {
      url: '/apple-touch-icon.png',
      sizes: sizesOf('/apple-touch-icon.png'),
      type: 'image/png',
    },
  })
  expect(sizesOf('/favicon.ico')).toBe('16x16 32x32 48x48')
  expect(sizesOf('/apple-touch-icon.png')).toBe('180x180')
})

test('every icon of the manifest exists and has the size that it claims', () => {
  expect(generateMetadata().manifest).toBe('/manifest.webmanifest')
  for (const { src, sizes } of manifest.icons) expect([src, sizesOf(src)]).toEqual([src, sizes])
  const offered = manifest.icons.map(({ sizes, purpose = 'any' }: Record<string, string>) => [
    sizes,
    purpose,
  ])
  expect(offered).toEqual([
    ['any', 'any'],
    ['192x192', 'any'],
    ['512x512', 'any'],
    ['512x512', 'maskable'],
  ])
})

test('the manifest moves with the address under which CafeWatch is served', () => {
  const { start_url, scope, icons } = manifest
  const urls = [start_url, scope, ...icons.map(({ src }: { src: string }) => src)]
  expect(urls.filter((url) => url.startsWith('/') || url.includes(':'))).toEqual([])
})

test('iPhones find the older name of their icon', () => {
  const [older, icon] = ['apple-touch-icon-precomposed.png', 'apple-touch-icon.png'].map(bytesOf)
  expect(icon && older?.equals(icon)).toBe(true)
})

test('browsers, manifest and icon take their colours from the tokens', () => {
  const theme = viewport.themeColor as { color: string }[]
  expect(theme.map(({ color }) => color)).toEqual(token('card'))
  expect(manifest.theme_color).toBe(token('card')[0])
  expect(manifest.background_color).toBe(token('bg')[0])
  expect(
    bytesOf('icon.svg')
      .toString()
      .match(/color: #\w+/g),
  ).toEqual(token('bar').map((color) => `color: ${color}`))
})

test('every search engine is kept out', () => {
  expect(bytesOf('robots.txt').toString()).toBe('User-agent: *\nDisallow: /\n')
})
