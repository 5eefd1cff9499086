const extensions = new Set(
  (
    'css js mjs cjs map wasm webmanifest appcache ' +
    'png jpg jpeg jfif gif svg svgz webp avif ico bmp tif tiff apng heic cur ' +
    'woff woff2 ttf otf eot ' +
    'mp3 mp4 m4a m4v m4s webm ogg ogv oga wav mov m3u8 ts vtt glb gltf usdz lottie ' +
    'pdf swf less scss'
  ).split(' '),
)
const dynamic = new Set(
  'php php5 phtml html htm xhtml shtml asp aspx jsp jspx do cgi pl cfm'.split(' '),
)
const maxExtensionLength = 11

const staticFolder =
  /\/(?:_next\/(?:static|image)|_nuxt|_astro|_app\/immutable|wp-content|wp-includes)(?:\/|$)/i
const machineExtensions = new Set(['txt', 'xml', 'gz', 'json'])
/** Files for machines, by their well-known names. */
const machineFile =
  /\/(?:robots|ads|app-ads|humans|security|llms(?:-full)?)\.txt$|sitemap[^/]*\.xml(?:\.gz)?$|\/(?:browserconfig|crossdomain|opensearch|wlwmanifest)\.xml$|\/(?:asset-)?manifest\.json$|\/assetlinks\.json$/i

function extensionOf(path: string): string {
  const dot = path.lastIndexOf('.')
  if (dot === -1 || path.length - dot - 1 > maxExtensionLength) return ''
  const extension = path.slice(dot + 1)
  return extension.includes('/') ? '' : extension.toLowerCase()
}

/** Which file a path (without its query) names: an asset of pages, a file that only machines read, or none. */
export function staticFileOf(path: string): 'asset' | 'machine' | null {
  const extension = extensionOf(path)
  if (extensions.has(extension)) return 'asset'
  if (dynamic.has(extension)) return null
  if (machineExtensions.has(extension) && machineFile.test(path)) return 'machine'
  if (path.endsWith('/apple-app-site-association')) return 'machine'
  return staticFolder.test(path) ? 'asset' : null
}

/** Whether a path (without its query) is that of a file that pages load or machines read, and no page. */
export function isStaticFile(path: string): boolean {
  return staticFileOf(path) !== null
}
