// @vitest-environment happy-dom
import { fireEvent, render } from '@testing-library/react'
import { expect, test } from 'vitest'
import { useSignOfLife } from './use-sign-of-life'

const Shown = () => (useSignOfLife() ? 'somebody' : 'nobody')

test.each(['pointerMove', 'pointerDown', 'keyDown', 'focusIn', 'scroll'] as const)(
  'somebody is there after %s, not before',
  (sign) => {
    const { container, unmount } = render(<Shown />)
    expect(container.textContent).toBe('nobody')
    fireEvent[sign](window)
    expect(container.textContent).toBe('somebody')
    unmount()
  },
)
