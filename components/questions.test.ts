import { expect, test } from 'vitest'
import { catalog } from '@/lib/queries/catalog'
import type { Questions } from './shell/use-page'

test('every query of the catalog is asked by a page', () => {
  const pages = import.meta.glob<Record<string, Questions>>('./*/questions.ts', { eager: true })
  const asked = Object.values(pages)
    .flatMap((tables) => Object.values(tables))
    .flatMap((questions) => Object.values(questions))
    .flatMap((question) => ('query' in question ? question.query : []))
  expect(Object.keys(catalog).filter((name) => !asked.some((query) => query === name))).toEqual([])
})
