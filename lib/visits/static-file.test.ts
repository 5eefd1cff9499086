import { expect, test } from 'vitest'
import { isStaticFile } from './static-file'

test.each([
  '/css/styles.css',
  '/app.js',
  '/app.mjs',
  '/app.js.map',
  '/images/logo.PNG',
  '/images/front.jpg',
  '/a/photo.webp',
  '/a/photo.avif',
  '/logo.svg',
  '/favicon.ico',
  '/apple-touch-icon.png',
  '/fonts/inter.woff2',
  '/clip.mp4',
  '/menu.pdf',
  '/site.webmanifest',
  '/manifest.json',
  '/robots.txt',
  '/sitemap.xml',
  '/sitemap_products_1.xml',
  '/post-sitemap.xml.gz',
  '/.well-known/assetlinks.json',
  '/_next/static/chunks/main-app',
  '/_next/image',
  '/shop/_nuxt/entry',
  '/wp-content/uploads/2026/11/photo',
  '/blog/wp-includes/js/jquery/jquery.min.js',
  '/static/version1732/frontend/Magento/luma/en_US/mage/calendar.css',
])('%s is a static file', (path) => {
  expect(isStaticFile(path)).toBe(true)
})

test.each([
  '/',
  '',
  '/cafe',
  '/cafe/menu.php',
  '/index.html',
  '/products/oak-chair',
  '/products/node.js/reviews',
  '/v1.2/notes',
  '/product/size-3.5',
  '/css',
  '/images/',
  '/a.png/',
  '/wp-content/plugins/shop/checkout.php',
  '/wp-contents',
  '/wp-admin/',
  '/_next/data/abc/menu.json',
  '/api/manifest',
  '/readme.txt',
  '/feed.xml',
  '/backup.zip',
  '/.env',
  '/sitemap',
  '/order.do',
  '/toString',
  '/file.constructor',
])('%j is no static file', (path) => {
  expect(isStaticFile(path)).toBe(false)
})
