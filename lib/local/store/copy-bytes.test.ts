import { expect, test } from 'vitest'
import { copyBytes, viewed } from './copy-bytes'

const source = viewed(Buffer.from(Array.from({ length: 500 }, (_, at) => (at * 7) % 251)))

test('as many bytes as are asked for are copied, and no other is touched', () => {
  for (let length = 0; length < 400; length += 1) {
    const target = viewed(Buffer.alloc(450, 0xff))
    copyBytes(source, 3, 3 + length, target, 5)
    const copied = source.bytes.subarray(3, 3 + length)
    const after = Buffer.alloc(450 - 5 - length, 0xff)
    const wanted = Buffer.concat([Buffer.alloc(5, 0xff), copied, after])
    expect(target.bytes.equals(wanted), `${length} bytes`).toBe(true)
  }
})
