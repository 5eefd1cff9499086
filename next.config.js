/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  // Names every file that the launcher and the pages need: `npm run package` takes them.
  output: 'standalone',
  // While developing, the launcher has said it before Next reads this: lib/base-path.ts. A build has none.
  assetPrefix: globalThis[Symbol.for('cafewatch.base-path')] ?? '',
  images: { unoptimized: true },
  reactStrictMode: true,
  experimental: {
    // A page is loaded when it is first asked for, not each of them at the start.
    preloadEntriesOnStart: false,
    // A page that needs another role says so: app/forbidden.tsx.
    authInterrupts: true,
  },
  typescript: { ignoreBuildErrors: false },
  // The engine runs in the launcher, never in Next's bundles.
  serverExternalPackages: ['@duckdb/node-api', 'prom-client'],
}
