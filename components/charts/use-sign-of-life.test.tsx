// @vitest-environment happy-dom
import { fireEvent, render } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'

beforeEach(() => vi.resetModules())

async function shown() {
  const { useSignOfLife } = await import('./use-sign-of-life')
  return () => (useSignOfLife() ? 'somebody' : 'nobody')
}

test.each(['pointerMove', 'pointerDown', 'keyDown', 'focusIn', 'scroll'] as const)(
  'somebody is there after %s, not before',
  async (sign) => {
    const Shown = await shown()
    const { container, unmount } = render(<Shown />)
    expect(container.textContent).toBe('nobody')
    fireEvent[sign](window)
    expect(container.textContent).toBe('somebody')
    unmount()
  },
)

test('a chart that comes to life after the sign need not wait for another', async () => {
  const Shown = await shown()
  fireEvent.pointerMove(window)
  const { container, unmount } = render(<Shown />)
  expect(container.textContent).toBe('somebody')
  unmount()
})
