import { expect, test } from 'vitest'
import { writeProblem } from './write-problem'

test.each([
  ['ENOSPC', /the disk is full\. Make room, then save again\.$/],
  ['EDQUOT', /the disk quota is used up\. Make room/],
  ['EROFS', /read-only\. Make \/srv\/data writable, or name another folder in DATA_DIR/],
  ['EACCES', /Let the user that it runs as write into \/srv\/data, then save again\.$/],
  ['EPERM', /Let the user that it runs as write into \/srv\/data/],
  ['EIO', /: EIO happened$/],
])('%s is told with what to do', (code, expected) => {
  const told = writeProblem(
    Object.assign(new Error(`${code} happened`), { code }),
    '/srv/data/site.json',
  )
  expect(told).toMatch(/^The set-up could not be saved in \/srv\/data\/site\.json: /)
  expect(told).toMatch(expected)
})
