'use client'

import { Banner } from '@/components/shell/banner'
import button from '@/components/shell/button.module.css'

export default function Problem({ reset }: { reset: () => void }) {
  return (
    <main id="main">
      <Banner
        title="This page could not be shown."
        tone="trouble"
        action={
          <button className={button.primary} type="button" onClick={reset}>
            Try again
          </button>
        }
      >
        The server log says why. Try again; if the problem persists, restart CafeWatch.
      </Banner>
    </main>
  )
}
