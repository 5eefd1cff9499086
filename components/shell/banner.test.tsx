// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Banner } from './banner'

afterEach(cleanup)
const path = `/shop/${'a'.repeat(3_000)}/pay`

test('a very long path is cut in the headline and the tab, and is there in full on demand', () => {
  render(
    <Banner title={`GET ${path} answers 500.`} tone="trouble">
      {`Since 10:41 ${path} fails.`}
    </Banner>,
  )
  expect(screen.getByRole('heading').textContent).toMatch(/^GET \/shop\/a+…a+\/pay answers 500\.$/)
  expect(document.title.length).toBeLessThan(130)
  expect(screen.getByText(/^Since 10:41/).textContent?.length).toBeLessThan(130)
  const full = screen.getByText('in full').closest('details')
  expect(full?.open).toBe(false)
  expect(full?.textContent).toContain(path)
})

test('a headline without long words has nothing to unfold', () => {
  render(<Banner title="Orders are coming in." tone="calm" />)
  expect(screen.queryByText('in full')).toBeNull()
})
