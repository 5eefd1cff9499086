/** A space-delimited pattern on a line, and the values that it finds; null where it does not match. */
export type ColumnCase = [pattern: string, line: string, values: Record<string, string> | null]

export const common =
  '203.0.113.9 - frank [17/May/2015:10:05:03 +0000] "GET /a b.html HTTP/1.1" 404 12'
export const combined = `${common} "https://shop.example/" "Mozilla/5.0 (X11)"`

const six = {
  $1: '203.0.113.9',
  $2: '-',
  $3: 'frank',
  $4: '17/May/2015:10:05:03 +0000',
  $5: 'GET /a b.html HTTP/1.1',
  $6: '404',
}
const without = (name: keyof typeof six) =>
  Object.fromEntries(Object.entries(six).filter(([key]) => key !== name))
const named = {
  $ip: six.$1,
  $id: six.$2,
  $user: six.$3,
  $timestamp: six.$4,
  $request: six.$5,
  $status_code: '404',
}
const tutorial = '[ip, id, user, timestamp, request, status_code=404, size]'
const words = 'ERROR 401 UNAUTHORIZED REQUEST of a visitor'

export const columnCases: ColumnCase[] = [
  ['[w1=ERROR, w2]', words, { $w1: 'ERROR', $w2: '401 UNAUTHORIZED REQUEST of a visitor' }],
  ['[w1=ERROR || w1=%WARN%, w2]', 'WARNING 420 x', { $w1: 'WARNING', $w2: '420 x' }],
  ['[w1!=ERROR && w1!=WARN, w2]', words, null],
  ['[w1=ERROR, w2]', 'INFO all is well', null],
  ['[w1=ERROR, w2]', 'ERROR', null],
  ['[w1=ERROR]', 'ERROR', { $w1: 'ERROR' }],
  ['[w1=ERROR]', 'ERROR 500', null],
  ['[w1=ERROR*]', 'ERROR 500', { $w1: 'ERROR 500' }],
  ['[a, b, c]', 'one two', null],
  [tutorial, common, { ...named, $size: '12' }],
  [tutorial, combined, { ...named, $size: '12 "https://shop.example/" "Mozilla/5.0 (X11)"' }],
  [tutorial, `${combined}  `, { ...named, $size: '12 "https://shop.example/" "Mozilla/5.0 (X11)"' }],
  [tutorial.replace('404', '500'), combined, null],
  [
    tutorial.replace('size', 'size, referer, agent'),
    combined,
    { ...named, $size: '12', $referer: 'https://shop.example/', $agent: 'Mozilla/5.0 (X11)' },
  ],
  ['[ip, rest="*Mozilla*"]', combined, { $ip: six.$1, $rest: combined.slice(12) }],
  ['[]', common, { ...six, $7: '12' }],
  ['[ ]', 'one', { $1: 'one' }],
  ['[]', '', {}],
  ['[...]', 'one two', { $1: 'one', $2: 'two' }],
  ['[..., size]', common, { ...six, $size: '12' }],
  ['[..., size > 10]', common, { ...six, $size: '12' }],
  ['[..., size > 12]', common, null],
  ['[..., status=4*, ]', common, { ...without('$6'), $status: '404', $7: '12' }],
  ['[ip, ..., size]', common, { ...without('$1'), $ip: six.$1, $size: '12' }],
  ['[first, ...]', 'one two', { $first: 'one', $2: 'two' }],
  ['[a, ..., b]', 'one two', { $a: 'one', $b: 'two' }],
  ['[a, ..., b]', 'one', null],
  ['[w, , x]', '"two words" [in brackets] last', { $w: 'two words', $2: 'in brackets', $x: 'last' }],
]
