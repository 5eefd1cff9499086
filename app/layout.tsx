import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { SignedIn } from '@/components/shell/caller'
import { CountryNames } from '@/components/shell/country-names'
import { ZoneOfTimes } from '@/components/shell/zone'
import { isInstalled } from '@/lib/as-typed'
import { basePath, withBase } from '@/lib/base-path'
import { countryNames } from '@/lib/countries'
import { serverZone } from './begin'
import { pageCaller } from './caller'
import './globals.css'
import styles from './layout.module.css'

export const generateMetadata = (): Metadata => ({
  title: { default: 'CafeWatch', template: '%s · CafeWatch' },
  description: 'Tells a shop, within minutes, that its web site has stopped selling',
  manifest: withBase('/manifest.webmanifest'),
  icons: {
    icon: [
      { url: withBase('/favicon.ico'), sizes: '16x16 32x32 48x48' },
      { url: withBase('/icon.svg'), sizes: 'any', type: 'image/svg+xml' },
    ],
    apple: { url: withBase('/apple-touch-icon.png'), sizes: '180x180', type: 'image/png' },
  },
})

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#1e1915' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Scripts carry a nonce of their request: no page may be made before it.
  await connection()
  return (
    <html
      lang="en"
      data-base-path={basePath() || undefined}
      data-installed={isInstalled() || undefined}
    >
      <body>
        <a className={styles.skip} href="#main">
          Skip to content
        </a>
        <ZoneOfTimes server={serverZone()} kept={(await cookies()).get('zone')?.value}>
          <CountryNames names={countryNames()}>
            <SignedIn caller={await pageCaller()}>{children}</SignedIn>
          </CountryNames>
        </ZoneOfTimes>
        <footer className={styles.foot}>
          IP geolocation by <a href="https://db-ip.com">DB-IP</a> · map from{' '}
          <a href="https://www.naturalearthdata.com">Natural Earth</a> · client addresses are masked
          to /24 and /48
        </footer>
      </body>
    </html>
  )
}
