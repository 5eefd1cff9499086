import { describe, expect, test } from 'vitest'
import { newLineReader } from './line-reader'
import { newLogSummary } from './summary'
import { summaryText } from './summary-text'

const clock = () => Date.parse('2026-11-26T12:00:00Z')

function summed(lines: string[]) {
  const summary = newLogSummary(newLineReader({ clock }))
  for (const line of lines) summary.add(line)
  return {
    ...summary.result(),
    text: summaryText('access.log', summary.result(), summary.requests(), summary.proxyAddresses()),
  }
}

const line = (second: number, request: string, status = '200', client = '203.0.113.9') =>
  `${client} - - [26/Nov/2026:09:00:0${second} +0100] "${request} HTTP/1.1" ${status} 5 "-" "UA"`
const doubtful = line(3, 'GET /').replace('26/Nov', '31/Feb')

describe('the summary of a log', () => {
  test('counts lines, and of its requests times, statuses, clients, paths and methods', () => {
    const { samples, text, ...counted } = summed([
      line(2, 'GET /cafe'),
      line(1, 'GET /cafe?day=1', '500', '198.51.100.2'),
      line(4, 'POST /cafe/processOrder.php', '302'),
      '<13>Nov 26 09:00:00 web1 nginx: '.concat(line(3, 'GET /cafe')),
      doubtful,
      'PHP Fatal error: no database at 203.0.113.77',
    ])
    expect(counted).toEqual({
      format: 'Apache combined + Apache combined, behind syslog',
      lines: 6,
      requests: 4,
      notUnderstood: 1,
      inDoubt: 1,
      first: '2026-11-26T08:00:01.000Z',
      last: '2026-11-26T08:00:04.000Z',
      byStatus: { 200: 2, 302: 1, 500: 1 },
      clients: 2,
      paths: 2,
      posts: 1,
    })
    expect(samples).toEqual([
      {
        line: doubtful.replace('203.0.113.9', '203.0.113.0/24'),
        reason: 'The date does not exist.',
      },
      {
        line: 'PHP Fatal error: no database at 203.0.113.0/24',
        reason: 'The line is in no format that CafeWatch knows.',
      },
    ])
    expect(text).toContain('Requests        4 (66.7 %)')
    expect(text).toContain('302: 1')
    expect(text).toContain('→ The date does not exist.')
    expect(text).toContain('      request        /cafe/processOrder.php')
  })

  test('has the first requests as samples when there is nothing else, addresses masked', () => {
    const { samples } = summed([line(1, 'GET /cafe')])
    expect(samples).toMatchObject([
      { fields: { remoteIP: '203.0.113.0/24', request: '/cafe', status: '200' } },
    ])
    expect(samples[0]?.line).not.toContain('203.0.113.9')
  })

  test('says when the addresses look like a proxy’s', () => {
    const browsers = ['X11', 'Macintosh', 'iPhone', 'Windows NT 10.0'].flatMap((system) =>
      ['Firefox/140.0', 'Chrome/142.0.0.0'].map((name) => `Mozilla/5.0 (${system}) ${name}`),
    )
    const lines = Array.from({ length: 600 }, (_, at) =>
      [`192.0.2.${at % 25} - -`, '[26/Nov/2026:09:00:00 +0000]', '"GET / HTTP/1.1" 200 5 "-"']
        .concat(`"${browsers[Math.floor(at / 25) % browsers.length]}"`)
        .join(' '),
    )
    expect(summed(lines).text).toContain(
      '  Nearly all requests come from 25 addresses, which look like a proxy',
    )
    expect(
      summed(lines.map((line) => line.replace(/"Mozilla.*/, `"${browsers[0]}"`))).text,
    ).not.toContain('proxy')
  })

  test('header lines are no lines; an error log is not understood, line by line', () => {
    expect(
      summed(['#Software: Microsoft Internet Information Services 10.0', '#Version: 1.0']),
    ).toMatchObject({ lines: 0, format: null, first: null })
    const errors = Array.from(
      { length: 7 },
      (_, at) => `2026/11/26 09:00:0${at} [error] 7#7: *1 failed, client: 203.0.113.9`,
    )
    const { samples, ...counted } = summed(errors)
    expect(counted).toMatchObject({
      format: null,
      lines: 7,
      notUnderstood: 7,
      requests: 0,
      first: null,
      last: null,
      byStatus: {},
    })
    expect(samples).toHaveLength(5)
  })

  test('what a terminal obeys is not printed', () => {
    const { text } = summed([`bad ${String.fromCharCode(27)}[2J \u202e line`])
    expect(text).toContain('bad \ufffd[2J \ufffd line')
  })
})
