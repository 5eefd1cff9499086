import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import NotFound from './not-found'

test('every page of the menu is named, with its link', () => {
  const html = renderToStaticMarkup(<NotFound />)
  expect(html.replace(/<[^>]+>/g, '')).toContain(
    'Overview, Errors, Incidents, Alarms, Explore, Live tail and Set-up.',
  )
  expect(html).toContain('href="/setup"')
})
