import { expect, test } from 'vitest'
import { batchLimits, type LineRun, linesIn } from './line-batches'

async function* blocksOf(...blocks: (string | Buffer | Error)[]) {
  for (const block of blocks) {
    if (block instanceof Error) throw block
    yield Buffer.from(block)
  }
}

async function collect(
  blocks: AsyncIterable<Buffer>,
  options: { includesRest?: boolean } & Partial<Parameters<typeof linesIn>[1]>,
): Promise<LineRun[]> {
  const runs: LineRun[] = []
  const isLine = () => options.includesRest ?? false
  for await (const run of linesIn(blocks, { offset: 0, isLine, ...options })) runs.push(run)
  return runs
}

const linesOf = (runs: LineRun[]) => runs.flatMap(({ lines }) => lines)

test.each<[string, string[], string[], number]>([
  ['whole lines', ['a\nbc\n'], ['a', 'bc'], 5],
  ['a line over three blocks', ['a', 'b', 'c\nd\n'], ['abc', 'd'], 6],
  ['Windows line ends, one of them over two blocks', ['a\r\nb\r', '\nc\r\n'], ['a', 'b', 'c'], 9],
  ['a return within a line stays', ['a\rb\n'], ['a\rb'], 4],
  ['empty lines are none, but their bytes count', ['\n\r\na\n\n'], ['a'], 6],
  ['what has no line end waits', ['a\nrest'], ['a'], 2],
  ['nothing but a beginning waits', ['re', 'st'], [], 100],
  ['nothing', [], [], 100],
])('%s', async (_name, blocks, lines, bytes) => {
  const runs = await collect(blocksOf(...blocks), { offset: 100 })
  expect(linesOf(runs)).toEqual(lines)
  expect(runs.at(-1)?.endOffset ?? 100).toBe(runs.length === 0 ? bytes : 100 + bytes)
})

test.each<[string[], string[], number]>([
  [['a\nrest'], ['a', 'rest'], 6],
  [['a\n', 're', 'st\r'], ['a', 'rest'], 7],
  [['a\n'], ['a'], 2],
  [['a\n\r'], ['a'], 3],
])('the rest of a file that has ended is a line: %j', async (blocks, lines, bytes) => {
  const runs = await collect(blocksOf(...blocks), { includesRest: true })
  expect(linesOf(runs)).toEqual(lines)
  expect(runs.at(-1)?.endOffset).toBe(bytes)
})

test('the lines and the end do not depend on where the blocks are cut', async () => {
  const content = Buffer.concat([
    Buffer.from('é 🙂\r\n\nzwei\n'),
    Buffer.from([0, 255, 254, 10]),
    Buffer.from('x'.repeat(50)),
    Buffer.from('\nlast\n'),
  ])
  const whole = linesOf(await collect(blocksOf(content), {}))
  expect(whole).toEqual(['é 🙂', 'zwei', '\0\ufffd\ufffd', 'x'.repeat(50), 'last'])
  for (let size = 1; size < content.length; size += 1) {
    const blocks = Array.from({ length: Math.ceil(content.length / size) }, (_, at) =>
      content.subarray(at * size, (at + 1) * size),
    )
    const runs = await collect(blocksOf(...blocks), {})
    expect(linesOf(runs)).toEqual(whole)
    expect(runs.at(-1)?.endOffset).toBe(content.length)
  }
})

/** Gives content in two buffers in turn, and writes over the one before the latest. */
async function* passing(content: Buffer, size: number) {
  const rooms = [Buffer.alloc(size), Buffer.alloc(size)]
  for (let at = 0; at < content.length; at += size) {
    const room = rooms[(at / size) % 2] as Buffer
    room.fill('#\n')
    yield room.subarray(0, content.copy(room, 0, at, at + size))
  }
}

test.each(['utf8', 'utf16le'] as const)(
  'blocks may be written over once the one after the next is asked for: %s',
  async (encoding) => {
    const content = Buffer.from(`one\n${'long'.repeat(9)}\n\nthree\nlast\n`, encoding)
    for (let size = 1; size < content.length; size += 1) {
      const lines: string[] = []
      const blocks = passing(content, size)
      for await (const run of linesIn(blocks, { offset: 0, encoding, isLine: () => false }))
        lines.push(...run.lines)
      expect(lines).toEqual(['one', 'long'.repeat(9), 'three', 'last'])
    }
  },
)

test('a batch is full after a number of lines, and its end is the exact byte after its last line', async () => {
  const limits = { ...batchLimits, maxLines: 2 }
  const content = 'é\n\nb\r\n\xff\nd\ne\n'
  const runs = await collect(blocksOf(content), { limits })
  expect(runs.map(({ lines, endsBatch }) => [...lines, endsBatch])).toEqual([
    ['é', 'b', true],
    ['ÿ', 'd', true],
    ['e', false],
  ])
  const bytes = Buffer.from(content)
  expect(runs.map(({ endOffset }) => bytes.subarray(0, endOffset).toString())).toEqual([
    'é\n\nb\r\n',
    'é\n\nb\r\n\xff\nd\n',
    content,
  ])
})

test('a batch fills over several blocks, and counts from zero after a cut', async () => {
  const limits = { ...batchLimits, maxLines: 3 }
  const runs = await collect(blocksOf('a\nb\n', 'c\nd\n', 'e\nf\ng\n'), { limits })
  expect(runs).toEqual([
    { lines: ['a', 'b'], endOffset: 4, endsBatch: false },
    { lines: ['c'], endOffset: 6, endsBatch: true },
    { lines: ['d'], endOffset: 8, endsBatch: false },
    { lines: ['e', 'f'], endOffset: 12, endsBatch: true },
    { lines: ['g'], endOffset: 14, endsBatch: false },
  ])
})

test('a batch of long lines is full by their length', async () => {
  const limits = { ...batchLimits, maxLength: 6 }
  const runs = await collect(blocksOf('aaaa\nbb\nc\n'), { limits })
  expect(runs).toEqual([
    { lines: ['aaaa', 'bb'], endOffset: 8, endsBatch: true },
    { lines: ['c'], endOffset: 10, endsBatch: false },
  ])
})

test.each([
  ['in one block', ['é123456789\nb\n']],
  ['over several', ['é1', '23', '456', '78', '9\nb\n']],
  ['with its end in a block of its own', ['é123456', '789', '\n', 'b\n']],
])('a line beyond the limit is one line, cut at a whole character: %s', async (_name, blocks) => {
  const limits = { ...batchLimits, maxLineLength: 5 }
  const runs = await collect(blocksOf(...blocks), { limits })
  expect(linesOf(runs)).toEqual(['é123', 'b'])
  expect(runs.at(-1)?.endOffset).toBe(Buffer.byteLength(blocks.join('')))
})

test.each([true, false])(
  'a line beyond the limit that has no end: read %s',
  async (includesRest) => {
    const limits = { ...batchLimits, maxLineLength: 5 }
    const runs = await collect(blocksOf('a\n123', '456', '789'), { limits, includesRest })
    expect(linesOf(runs)).toEqual(includesRest ? ['a', '12345'] : ['a'])
    expect(runs.at(-1)?.endOffset).toBe(includesRest ? 11 : 2)
  },
)

test('what is left of a line that was read before it had ended is none', async () => {
  const runs = await collect(blocksOf('of it', ' all\na\n'), { offset: 100, isMidLine: true })
  expect(linesOf(runs)).toEqual(['a'])
  expect(runs.at(-1)?.endOffset).toBe(112)
})

test.each(['utf16le', 'utf16be'] as const)('%s, wherever the blocks are cut', async (encoding) => {
  // 0x0a0a and 0x0a00 hold the bytes of a line end, but are none.
  const text = 'é 🙂\r\n\u0a0a\u0a00 b\n\nc\n'
  const little = Buffer.from(text, 'utf16le')
  const content = encoding === 'utf16le' ? little : Buffer.from(little).swap16()
  for (let size = 1; size < content.length; size += 1) {
    const blocks = Array.from({ length: Math.ceil(content.length / size) }, (_, at) =>
      content.subarray(at * size, (at + 1) * size),
    )
    const runs = await collect(blocksOf(...blocks), {
      encoding,
      limits: { ...batchLimits, maxLines: 2 },
    })
    expect(linesOf(runs)).toEqual(['é 🙂', '\u0a0a\u0a00 b', 'c'])
    expect(runs.at(-1)?.endOffset).toBe(content.length)
  }
})

test('a failure comes after all whole lines', async () => {
  const runs = linesIn(blocksOf('a\nb\nre', new Error('damaged')), {
    offset: 0,
    isLine: () => true,
  })
  expect((await runs.next()).value).toMatchObject({ lines: ['a', 'b'], endOffset: 4 })
  await expect(runs.next()).rejects.toThrow('damaged')
})
