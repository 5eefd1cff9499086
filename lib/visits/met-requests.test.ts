import { expect, test } from 'vitest'
import { MetRequests } from './met-requests'

test('knows of each request what became of it most lately, and when it was first made', () => {
  const met = new MetRequests()
  expect([met.size, met.get('GET /cafe')]).toEqual([0, undefined])
  met.set('GET /cafe', '', 1)
  met.set('GET /menu', 'error', 2)
  const before = met.get('GET /cafe')
  met.set('GET /cafe', 'slow', 3)
  met.set('GET /menu', '', 4)
  expect(met.size).toBe(2)
  expect([...met.keys()]).toEqual(['GET /cafe', 'GET /menu'])
  expect(met.get('GET /cafe')).toEqual({ key: 'GET /cafe', outcome: 'slow', atMs: 3, firstMs: 1 })
  expect(met.get('GET /menu')).toEqual({ key: 'GET /menu', outcome: '', atMs: 4, firstMs: 2 })
  expect(before).toEqual({ key: 'GET /cafe', outcome: '', atMs: 1, firstMs: 1 })
})
