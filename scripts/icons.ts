import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { findChromium } from './chromium'
import { runMain } from './run-main'

const folder = 'public'
const tile = { mark: '#faf8f5', background: '#a5652f' }
const plain = { mark: '#a5652f', background: 'transparent' }

const images = [
  { name: 'icon-192.png', size: 192, share: 1, ...plain },
  { name: 'icon-512.png', size: 512, share: 1, ...plain },
  // Systems cut a maskable icon to any shape; a circle of 80 % of its width always stays.
  { name: 'icon-maskable-512.png', size: 512, share: 0.64, ...tile },
  { name: 'apple-touch-icon.png', size: 180, share: 0.72, ...tile },
  // Older iPhones and link previews fetch this name without a link to it.
  { name: 'apple-touch-icon-precomposed.png', size: 180, share: 0.72, ...tile },
]
const faviconSizes = [16, 32, 48]

type Image = Omit<(typeof images)[number], 'name'>

/** A PNG of the mark, `size` pixels square, the mark taking a `share` of its width. */
async function draw(page: Page, svg: string, { size, share, mark, background }: Image) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>body { margin: 0; height: 100vh; display: grid; place-items: center; background: ${background} }
    body > svg { width: ${share * 100}%; color: ${mark} }</style>${svg}`,
  )
  return page.screenshot({ omitBackground: true })
}

/** An ICO file that holds PNG images: a directory entry for each, then the images. */
function icoOf(pngs: { size: number; png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * pngs.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pngs.length, 4)
  let offset = header.length
  for (const [at, { size, png }] of pngs.entries()) {
    const entry = 6 + 16 * at
    header.writeUInt8(size, entry)
    header.writeUInt8(size, entry + 1)
    header.writeUInt16LE(1, entry + 4)
    header.writeUInt16LE(32, entry + 6)
    header.writeUInt32LE(png.length, entry + 8)
    header.writeUInt32LE(offset, entry + 12)
    offset += png.length
  }
  return Buffer.concat([header, ...pngs.map(({ png }) => png)])
}

/** Draws every icon in `public/` from `public/icon.svg`. */
async function main(): Promise<void> {
  const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    for (const { name, ...image } of images)
      writeFileSync(join(folder, name), await draw(page, svg, image))
    const pngs = []
    for (const size of faviconSizes)
      pngs.push({ size, png: await draw(page, svg, { size, share: 1, ...plain }) })
    writeFileSync(join(folder, 'favicon.ico'), icoOf(pngs))
  } finally {
    await browser.close()
  }
}

runMain(main)
