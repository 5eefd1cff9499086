import { expect, test } from 'vitest'
import { acknowledgedIn, tagsOf, tagText, textInTag } from './acknowledgements'

test.each([
  ['on it', 'on it'],
  ['Zoë: deploy 1.2+3 @ 10:00', 'Zoë: deploy 1.2+3 @ 10:00'],
  ['100 % "ok"', '100 =25 =22ok=22'],
  ['a=3d', 'a=3d3d'],
  ['I’m ☕', 'I=e2=80=99m =e2=98=95'],
  ['<b>\u202e\u001b', '=3cb=3e=e2=80=ae=1b'],
])('%j stands in a tag as %j, and is read again', (text, tag) => {
  expect(tagText(text)).toBe(tag)
  expect(tag).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u)
  expect(textInTag(tag)).toBe(text)
})

test.each(['=ff', 'a=zz', '=', '='.repeat(3)])('%j, which was not written here, stays', (tag) => {
  expect(textInTag(tag)).toBe(tag)
})

test('tags that someone else wrote are no acknowledgement', () => {
  expect(acknowledgedIn([])).toBeNull()
  expect(acknowledgedIn([{ Key: 'cafewatch:acknowledged-at', Value: 'soon' }])).toBeNull()
  expect(acknowledgedIn([{ Key: 'team', Value: 'shop' }])).toBeNull()
})

test('an acknowledgement is read as it was written', () => {
  const given = { by: 'Zoë <b>', atMs: Date.parse('2026-11-20T12:00:00.123Z'), note: '' }
  expect(acknowledgedIn(tagsOf(given))).toEqual(given)
})

test('the longest note fits into a tag unless nearly all of it is coded', () => {
  expect(tagText('words, and commas; '.repeat(6)).length).toBeLessThanOrEqual(256)
})
