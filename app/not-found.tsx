import { Banner } from '@/components/shell/banner'

export default function NotFound() {
  return (
    <main id="main">
      <Banner title="Page not found.">
        The pages are <a href="/">Overview</a>, <a href="/errors">Errors</a>,{' '}
        <a href="/alarms">Alarms</a> and <a href="/explore">Explore</a>.
      </Banner>
    </main>
  )
}
