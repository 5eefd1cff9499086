'use client'

export default function Problem({ reset }: { reset: () => void }) {
  return (
    <main id="main">
      <section className="say" data-tone="trouble">
        <div>
          <h1>This page could not be shown.</h1>
          <p>The server’s log has the reason. Try again; if that fails, restart CafeWatch.</p>
        </div>
        <button className="button" type="button" onClick={reset}>
          Try again
        </button>
      </section>
    </main>
  )
}
