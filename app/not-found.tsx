import { Banner } from '@/components/shell/banner'
import { pages } from '@/components/shell/pages'

export default function NotFound() {
  return (
    <main id="main">
      <Banner title="Page not found.">
        The pages are{' '}
        {pages.map(({ href, name }, at) => (
          <span key={href}>
            {at > 0 && (at === pages.length - 1 ? ' and ' : ', ')}
            <a href={href}>{name}</a>
          </span>
        ))}
        .
      </Banner>
    </main>
  )
}
