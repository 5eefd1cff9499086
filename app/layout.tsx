import type { Metadata, Viewport } from 'next'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import './globals.css'
import styles from './layout.module.css'

export const metadata: Metadata = {
  title: { default: 'CafeWatch', template: '%s · CafeWatch' },
  description: 'Tells a shop, within minutes, that its web site has stopped selling',
}

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
    <html lang="en">
      <body>
        <a className={styles.skip} href="#main">
          Skip to content
        </a>
        {children}
        <footer className={styles.foot}>
          IP geolocation by <a href="https://db-ip.com">DB-IP</a> · map from{' '}
          <a href="https://www.naturalearthdata.com">Natural Earth</a> · client addresses are masked
          to /24 and /48
        </footer>
      </body>
    </html>
  )
}
