/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  images: { unoptimized: true },
  reactStrictMode: true,
  typescript: { ignoreBuildErrors: false },
  // The engine runs in the launcher, never in Next's bundles.
  serverExternalPackages: ['@duckdb/node-api', 'prom-client'],
}
