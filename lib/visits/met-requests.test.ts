import { expect, test } from 'vitest'
import { MetRequests } from './met-requests'

test('knows of each request what became of it most lately', () => {
  const met = new MetRequests()
  expect([met.size, met.get('GET /cafe')]).toEqual([0, undefined])
  met.set('GET /cafe', '', 1)
  met.set('GET /menu', 'error', 2)
  const before = met.get('GET /cafe')
  met.set('GET /cafe', 'slow', 3)
  met.set('GET /menu', '', 4)
  expect(met.size).toBe(2)
  expect([...met.keys()]).toEqual(['GET /cafe', 'GET /menu'])
  expect(met.get('GET /cafe')).toEqual({ key: 'GET /cafe', outcome: 'slow', atMs: 3 })
  expect(met.get('GET /menu')).toEqual({ key: 'GET /menu', outcome: '', atMs: 4 })
  expect(before).toEqual({ key: 'GET /cafe', outcome: '', atMs: 1 })
})
