export default function NotFound() {
  return (
    <main id="main">
      <section className="say">
        <div>
          <h1>There is no such page.</h1>
          <p>
            The pages are <a href="/">Overview</a>, <a href="/errors">Errors</a>,{' '}
            <a href="/alarms">Alarms</a> and <a href="/explore">Explore</a>.
          </p>
        </div>
      </section>
    </main>
  )
}
