import { nearest } from '@/lib/text/nearest'

/** ` (did you mean …?)` for a word that is nearly one of those known; '' when none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known, 1)
  return near === undefined ? '' : ` (did you mean ${near}?)`
}
