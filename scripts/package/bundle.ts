import { build } from 'esbuild'

/** The programs of a package, each by the name of its file, and where they come from. */
const programs = {
  start: 'scripts/start.ts',
  cafewatch: 'scripts/cafewatch.ts',
  'demo-cafe': 'scripts/demo-cafe.ts',
  worker: 'lib/local/reading/worker.ts',
}

/** What is no JavaScript alone, or looks for its own files: it stands in node_modules. */
const outside = ['next', '@duckdb/*', '@ip-location-db/*', 'xz-decompress', 'esbuild']

// Packages that were written for `require` ask for it.
const banner = `import { createRequire as requireFrom } from 'node:module'
const require = requireFrom(import.meta.url)`

/** Writes programs, with all that they import and what they share, into a folder. */
export async function bundle(
  entryPoints: Record<string, string>,
  folder: string,
  external = outside,
): Promise<void> {
  await build({
    entryPoints,
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external,
    banner: { js: banner },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'linked',
    logLevel: 'error',
  })
}

/** The programs of a package. */
export const bundlePrograms = (folder: string) => bundle(programs, folder)
