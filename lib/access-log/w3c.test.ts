import { describe, expect, test } from 'vitest'
import { cloudfront } from './formats/cloudfront'
import { w3cExtended } from './formats/w3c-extended'
import { newLineReader } from './line-reader'
import { clock, readingsOf } from './testdata/read-lines'

describe('header lines', () => {
  const iis = '#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent)'
  const kinds = (lines: string[]) => readingsOf(lines).map(({ kind }) => kind)

  test('the newest one says what the columns are', () => {
    const readings = readingsOf([
      '#Software: Microsoft Internet Information Services 10.0',
      iis,
      '2026-11-26 09:00:00 203.0.113.7 GET /cafe a=1 200 Mozilla/5.0+(X11)',
      '#Fields: date time sc-status cs-method cs-uri-stem c-ip X-Forwarded-For cs(Referer)',
      '2026-11-26 09:00:01 404 GET /tea 10.0.0.1 203.0.113.8,+10.0.0.2 -',
    ])
    expect(readings).toMatchObject([
      {
        fields: {
          remoteIP: '203.0.113.7',
          request: '/cafe',
          query: '?a=1',
          status: '200',
          userAgent: 'Mozilla/5.0 (X11)',
        },
      },
      {
        fields: {
          remoteIP: '203.0.113.8',
          request: '/tea',
          query: '',
          status: '404',
          referer: '-',
        },
      },
    ])
  })

  test("local dates are in the server's zone, blanks may align the columns", () =>
    expect(
      readingsOf([
        '#Fields:   date-local time-local   c-ip cs-uri-stem   sc-status ',
        '2026-11-26 09:00:00.250   203.0.113.7 /cafe   200',
      ]),
    ).toMatchObject([{ timestampMs: new Date(2026, 10, 26, 9, 0, 0, 250).getTime() }]))

  const clockOnly = '#Fields: time c-ip cs-method cs-uri-stem sc-status'
  const served = (time: string) => `${time} 203.0.113.7 GET /cafe 200`

  test.each([
    ['#Date: 2026-11-26 09:00:00', '09:00:01', '2026-11-26T09:00:01Z'],
    ['#Start-Date: 26-Nov-2026 09:00:00', '09:00:01', '2026-11-26T09:00:01Z'],
    ['#Date: 2026-11-26 09:00:00', '08:59:58', '2026-11-26T08:59:58Z'],
    ['#Date: 2026-11-25 23:59:00', '00:00:30', '2026-11-26T00:00:30Z'],
  ])('where the columns have no date, it is that of %s: %s', (date, time, expected) => {
    const timestampMs = Date.parse(expected)
    for (const header of [
      ['#Version: 1.0', date, clockOnly],
      [clockOnly, date],
    ])
      expect(readingsOf([...header, served(time)])).toMatchObject([
        { kind: 'request', timestampMs },
      ])
  })

  test('the date of a header is in force up to the next one', () =>
    expect(
      readingsOf([
        '#Date: 2026-11-25 09:00:00',
        clockOnly,
        served('09:00:01'),
        '#Version: 1.0',
        '#Date: 2026-11-26 09:00:00',
        clockOnly,
        served('09:00:02'),
      ]),
    ).toMatchObject([
      { timestampMs: Date.parse('2026-11-25T09:00:01Z') },
      { timestampMs: Date.parse('2026-11-26T09:00:02Z') },
    ]))

  test('a reader goes on under the header lines that are in force', () => {
    const first = newLineReader({ clock })
    for (const line of ['#Date: 2026-11-26 09:00:00', clockOnly]) first.read(line)
    const state = JSON.parse(JSON.stringify(first.state()))
    expect(newLineReader({ clock }, state).read(served('09:00:01'))).toMatchObject({
      timestampMs: Date.parse('2026-11-26T09:00:01Z'),
    })
  })

  test('values in quotes may have blanks', () =>
    expect(
      readingsOf([iis, '2026-11-26 09:00:00 203.0.113.7 GET /cafe - 200 "Mozilla/5.0 (X11)"']),
    ).toMatchObject([{ fields: { userAgent: 'Mozilla/5.0 (X11)' } }]))

  test.each([
    ['without a header', ['2026-11-26 09:00:00 203.0.113.7 GET /cafe - 200 UA'], 'notUnderstood'],
    [
      'with a column too few',
      [iis, '2026-11-26 09:00:00 203.0.113.7 GET /cafe - 200'],
      'notUnderstood',
    ],
    [
      'without a status',
      [iis, '2026-11-26 09:00:00 203.0.113.7 GET /cafe - - UA'],
      'notUnderstood',
    ],
    ['without a path', [iis, '2026-11-26 09:00:00 203.0.113.7 USER jane - 331 -'], 'notUnderstood'],
    [
      'of columns without a client',
      ['#Fields: date time cs-uri sc-status', '2026-11-26 09:00:00 /cafe 200'],
      'notUnderstood',
    ],
    [
      'of columns without a time',
      ['#Fields: c-ip cs-uri sc-status', '203.0.113.7 /cafe 200'],
      'inDoubt',
    ],
    [
      'of a day that does not exist',
      [iis, '2026-02-30 09:00:00 203.0.113.7 GET /cafe - 200 UA'],
      'inDoubt',
    ],
    ['of columns without a date', [clockOnly, served('09:00:00')], 'inDoubt'],
    [
      'under a date that does not exist',
      ['#Date: 2026-02-30 09:00:00', clockOnly, served('09:00:00')],
      'inDoubt',
    ],
    ['without a client', [iis, '2026-11-26 09:00:00 - GET /cafe - 200 UA'], 'inDoubt'],
  ])('a line %s is no request', (_, lines, kind) => expect(kinds(lines)).toEqual([kind]))

  test('a user agent encoded once or twice is read as the client sent it', () => {
    const lines = ['Mozilla/5.0%20(X11)', 'Mozilla/5.0%2520(X11)', '100%'].map(
      (agent) => `2026-11-26\t09:00:00\tFRA2\t203.0.113.7\tGET\t/cafe\t200\t${agent}`,
    )
    const header =
      '#Fields: date time x-edge-location c-ip cs-method cs-uri-stem sc-status cs(User-Agent)'
    expect(readingsOf([header, ...lines])).toMatchObject(
      ['Mozilla/5.0 (X11)', 'Mozilla/5.0 (X11)', '100%'].map((userAgent) => ({
        fields: { userAgent },
      })),
    )
  })
})

describe('lines of CloudFront without their header', () => {
  const lines = cloudfront.samples.filter((line) => !line.startsWith('#'))
  const under = readingsOf(cloudfront.samples)

  test('are read as those under it, also after the header of another format', () => {
    expect(readingsOf(lines)).toEqual(under)
    expect(readingsOf([...w3cExtended.samples, ...lines]).slice(-lines.length)).toEqual(under)
  })

  test('may lack the columns that were added later', () => {
    const older = lines.map((line) => line.split('\t').slice(0, 24).join('\t'))
    expect(readingsOf(older)).toEqual(under)
  })

  test.each([
    ['with more columns', `${lines[0]}\tx`],
    ['cut short before the status', lines[0]?.split('\t').slice(0, 8).join('\t') ?? ''],
    ['between blanks', lines[0]?.replaceAll('\t', ' ') ?? ''],
    ['of another kind', '2026-11-26\t09:00:00\tFRA60-P1\tconnect\t203.0.113.7'],
  ])('are not understood %s', (_, line) => {
    expect(readingsOf([line])).toMatchObject([{ kind: 'notUnderstood' }])
  })
})
