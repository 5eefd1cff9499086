// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Tab } from './tab'
import { iconOf } from './tab-icon'

const own = '/favicon.ico'
const nameIn = (address = '') => /CafeWatch: ([^<]+)/.exec(decodeURIComponent(address))?.[1]

/** Each icon that the browser was told of, one after the other. */
let told: string[] = []
function addIcon(): void {
  const icon = document.createElement('link')
  icon.setAttribute('rel', 'icon')
  icon.setAttribute('href', own)
  const set = icon.setAttribute.bind(icon)
  icon.setAttribute = (name, value) => {
    told.push(nameIn(value) ?? value)
    set(name, value)
  }
  document.head.append(icon)
}
const settle = () => act(() => new Promise((resolve) => setTimeout(resolve)))

beforeEach(() => {
  document.head.innerHTML = '<title>CafeWatch</title>'
  told = []
  addIcon()
})
afterEach(cleanup)

test('the browser is told of an icon once for each change of state', async () => {
  const { rerender, unmount } = render(<Tab tone="unknown" title="Asking" />)
  await settle()
  for (const title of ['All is well.', 'All is well, 12 orders in the last hour.']) {
    rerender(<Tab tone="calm" title={title} />)
    await settle()
    expect(document.title).toBe(`● ${title} · CafeWatch`)
  }
  // Another part of the page speaks from now on.
  rerender(<Tab key="other" tone="trouble" />)
  await settle()
  expect(document.title).toBe('▲ CafeWatch')
  unmount()
  await settle()
  expect(document.title).toBe('CafeWatch')
  expect(told).toEqual(['not known', 'calm', 'trouble', own])
})

test('where two speak, the first is heard, until it has gone', async () => {
  const two = (first: boolean) => (
    <>
      {first && <Tab tone="trouble" title="Orders stopped" />}
      <Tab tone="calm" title="All is well." />
    </>
  )
  const { rerender } = render(two(true))
  expect(document.title).toBe('▲ Orders stopped · CafeWatch')
  rerender(two(false))
  await settle()
  expect(document.title).toBe('● All is well. · CafeWatch')
  expect(told).toEqual(['trouble', 'calm'])
})

test('an icon that the page adds later says the same', async () => {
  render(<Tab tone="calm" />)
  addIcon()
  await settle()
  expect(told).toEqual(['calm', 'calm'])
})

test.each(['calm', 'trouble', 'unknown'] as const)(
  'the icon of %s is a picture in its address',
  (tone) => {
    const [scheme, text = ''] = iconOf(tone).split(',')
    expect(scheme).toBe('data:image/svg+xml')
    const picture = new DOMParser().parseFromString(decodeURIComponent(text), 'image/svg+xml')
    expect(picture.querySelectorAll('path')).toHaveLength(3)
  },
)
