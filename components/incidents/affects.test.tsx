import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { affectsWords } from './blamed'
import { Compared } from './stands-out'

test.each([
  [6, 'too few to tell'],
  [20, 'everyone alike'],
])('whom %d visits were that a failure met: %s', (visits, words) => {
  expect(affectsWords(null, visits)).toBe(words)
})

test.each([
  [221, ''],
  [220, '1 client whose country is not known is left out.'],
  [215, '6 clients whose country is not known are left out.'],
])('compared by country with %d others', (others, words) => {
  const comparison = { by: 'country', groups: [], left: 0, says: 'Alike.', met: 4, others } as const
  const html = renderToStaticMarkup(
    <Compared comparison={{ ...comparison, groups: [] }} said="Alike." most={225} />,
  )
  const text = html.replace(/<[^>]+>/g, ' ')
  if (words === '') expect(text).not.toMatch(/left out/)
  else expect(text).toContain(words)
})
