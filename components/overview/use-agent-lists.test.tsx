// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { useAgentLists } from './use-agent-lists'

afterEach(() => vi.unstubAllGlobals())

const site = { ignore: { networks: [], agents: [] }, people: { agents: [] } }

/** A server that answers so, and what it was asked. */
function answering(answer: Response | Error) {
  const asked: unknown[] = []
  vi.stubGlobal('fetch', async (url: string, { method, body }: RequestInit) => {
    asked.push([method, url, JSON.parse(String(body))])
    if (answer instanceof Error) throw answer
    return answer
  })
  return asked
}

test('what is said of an agent is saved, and stands once the server has it', async () => {
  const onSaved = vi.fn()
  const asked = answering(Response.json({ from: 'setup' }))
  const { result } = renderHook(() => useAgentLists(site, onSaved))
  await act(() => result.current.reverse('OurShop okhttp/4', 'bot'))
  expect(onSaved).toHaveBeenCalledOnce()
  expect(asked).toEqual([
    ['PUT', '/api/site', { site: { ignore: null, people: { agents: ['=OurShop okhttp/4'] } } }],
  ])
  expect(result.current).toMatchObject({
    ...{ saving: null, isSaved: true, why: '' },
    lists: { people: { agents: ['=OurShop okhttp/4'] } },
  })
})

test.each([
  [
    Response.json({ error: { message: 'The site file rules.' } }, { status: 409 }),
    'The site file rules.',
  ],
  [new Error('dead'), 'The CafeWatch server cannot be reached.'],
])('what is refused is said, and nothing counts otherwise', async (answer, why) => {
  const onSaved = vi.fn()
  answering(answer)
  const { result } = renderHook(() => useAgentLists(site, onSaved))
  await act(() => result.current.reverse('OurShop okhttp/4', 'bot'))
  expect(result.current).toMatchObject({ saving: null, isSaved: false, why, lists: site })
  expect(onSaved).not.toHaveBeenCalled()
})
