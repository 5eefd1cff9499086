import { expect, test } from 'vitest'
import { controlsIn, newCountable } from './control-characters'

test('every byte, at every distance from a whole word and from the ends, counts as what it is', () => {
  const buffer = newCountable(12)
  for (const around of [0x20, 0x7f, 0x80, 0xff])
    for (let byte = 0; byte < 256; byte += 1)
      for (let place = 0; place < 8; place += 1) {
        buffer.bytes.fill(around)
        buffer.bytes[place] = byte
        const expected = byte < 0x20 ? 1 : 0
        expect(controlsIn(buffer, 0, 12)).toBe(expected)
        expect(controlsIn(buffer, place, place + 1)).toBe(expected)
        expect(controlsIn(buffer, place + 1, 11)).toBe(0)
      }
})

test('neighbours are counted one by one', () => {
  const buffer = newCountable(9)
  buffer.bytes.set([0x1f, 0x20, 0, 0x21, 0x1e, 0x1f, 0xc3, 0xa9, 0x1f])
  expect(controlsIn(buffer, 0, 9)).toBe(5)
})

test('of a long text every one counts', () => {
  const buffer = newCountable(5_000)
  expect(controlsIn(buffer, 1, 4_999)).toBe(4_998)
})
