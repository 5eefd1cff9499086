import { expect, test } from 'vitest'
import { outlined, outlines, perPixel } from './outlines'
import { drawWorld } from './world-outlines'

drawWorld()
const shapes = [...outlines().matchAll(/<path(?: id="land-(\w\w)")?[^>]* d="([^"]*)"/g)]

test('every outline is rings of whole steps, each of at least three corners', () => {
  expect(shapes.length).toBeGreaterThan(170)
  for (const [, code, d] of shapes)
    expect([code, d]).toEqual([
      code,
      expect.stringMatching(/^(M\d+ \d+l-?\d+(?:(?: |-)\d+){3,}z)+$/),
    ])
})

test('a country lies where the atlas and the projection put it, to half a step', () => {
  // Iceland is a single ring; d3-geo says its box.
  const [, , d = ''] = shapes.find(([, code]) => code === 'IS') ?? []
  const [beginX = 0, beginY = 0, ...steps] = (d.match(/-?\d+/g) ?? []).map(Number)
  let [x, y] = [beginX, beginY]
  const [xs, ys] = [[x], [y]]
  for (let at = 0; at < steps.length; at += 2) {
    x += steps[at] ?? 0
    y += steps[at + 1] ?? 0
    xs.push(x)
    ys.push(y)
  }
  const box = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  for (const [side, px] of [425.263, 444.844, 32.204, 38.434].entries())
    expect(Math.abs((box[side] ?? 0) / perPixel - px)).toBeLessThanOrEqual(0.5 / perPixel)
})

test('a country has a shape or a dot, not both', () => {
  const { shapes, dots } = outlined()
  expect([...dots].filter((code) => shapes.has(code))).toEqual([])
  expect(shapes.has('DE')).toBe(true)
  expect(dots.has('SG')).toBe(true)
})
