import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Searching } from './blind-spots'

test('a search says what it does and how far it is', () => {
  const progress = { doing: 'Reading failures', step: 1, steps: 5, answered: 2, asked: 4 }
  const html = renderToStaticMarkup(<Searching progress={progress} />)
  expect(html.replace(/<[^>]+>/g, '')).toBe('Reading failures …Step 1 of 5, 2 of 4 answers')
  expect(html).toContain('value="0.5" max="5"')
})

test('before the first word of it, it says so much as is known', () => {
  const html = renderToStaticMarkup(<Searching progress={undefined} />)
  expect(html.replace(/<[^>]+>/g, '')).toBe('Looking for blind spots …')
  expect(html).toContain('value="0"')
})
