/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  // Names every file that the launcher and the pages need: `npm run package` takes them.
  output: 'standalone',
  images: { unoptimized: true },
  reactStrictMode: true,
  typescript: { ignoreBuildErrors: false },
  // The engine runs in the launcher, never in Next's bundles.
  serverExternalPackages: ['@duckdb/node-api', 'prom-client'],
}
