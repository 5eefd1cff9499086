import { build } from 'esbuild'

/** The programs of a package or checkout, each by the name of its file, and where they come from. */
const programs = {
  start: 'scripts/server.ts',
  cafewatch: 'scripts/cafewatch.ts',
  'demo-cafe': 'scripts/demo-cafe.ts',
  worker: 'lib/local/reading/worker.ts',
}

/**
 * What is no JavaScript alone, or looks for its own files: it stands in node_modules. DuckDB's JavaScript does
 * not: Node would look through it at each start.
 */
const outside = ['next', '@duckdb/node-bindings*', '@ip-location-db/*', 'xz-decompress', 'esbuild']

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

/** The server, and what is packaged with it. */
export const bundlePrograms = (folder: string) => bundle(programs, folder)
