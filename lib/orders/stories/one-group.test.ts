import { describe, expect, test } from 'vitest'
import { type CafeStory, moment } from './testdata/cafe'
import { at, noon, said } from './testdata/thursday'

describe('who meets a failure', () => {
  const order = '/cafe/processOrder.php'
  const isPolish = (visit: number) => visit % 4 === 0
  const country = (visit: number) => (isPolish(visit) ? 'PL' : 'DE')
  const safari =
    'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15'
  const chromeOn = (system: string) =>
    `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36`
  const [chrome, chromeOnAndroid] = [
    chromeOn('X11; Linux x86_64'),
    chromeOn('Linux; Android 10; K'),
  ]
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'
  const hits =
    (meets: (visit: number) => boolean, path = order, status = 502): CafeStory['answer'] =>
    (_, asked, atMs, visit) =>
      asked === path && atMs >= noon && meets(visit) ? status : 200

  test.each<[string, Partial<CafeStory>, object | undefined, string]>([
    [
      'visits from one country',
      { country, answer: hits(isPolish) },
      { country: 'PL' },
      'POST /cafe/processOrder.php has answered 502 to all visits from Poland since 12:..; to nobody else.',
    ],
    [
      'one browser, which is refused the menu',
      {
        country,
        agent: (visit) => (visit % 5 === 0 ? safari : firefox),
        answer: hits((visit) => visit % 5 === 0, '/cafe/menu.php', 403),
      },
      { browser: 'Safari' },
      'GET /cafe/menu.php has answered 403 to all visits with Safari since 12:..; to nobody else.',
    ],
    [
      'one browser, which is refused every page',
      {
        country,
        agent: (visit) => (visit % 5 === 0 ? safari : firefox),
        answer: (_, asked, atMs, visit) =>
          atMs >= noon && visit % 5 === 0 && !asked.endsWith('.css') ? 403 : 200,
      },
      { browser: 'Safari' },
      'GET /cafe/ has answered 403 to all visits with Safari since 12:..; to nobody else.',
    ],
    [
      'a browser of telephones, while the one of that name on computers is answered',
      {
        country,
        agent: (visit) => (visit % 5 === 0 ? chromeOnAndroid : visit % 2 === 0 ? chrome : firefox),
        answer: hits((visit) => visit % 5 === 0, '/cafe/menu.php', 403),
      },
      { browser: 'Chrome on Android' },
      'GET /cafe/menu.php has answered 403 to all visits with Chrome on Android since 12:..; to nobody else.',
    ],
    [
      'whoever comes from one site',
      {
        country,
        referer: (visit) =>
          visit % 3 === 0 ? 'https://news.example/x' : 'https://www.google.com/',
        answer: hits((visit) => visit % 3 === 0, '/cafe/menu.php', 500),
      },
      { referrer: 'news.example' },
      'GET /cafe/menu.php has answered 500 to all visits that came from news.example since 12:..; to nobody else.',
    ],
    [
      'everybody alike',
      { country, answer: hits(() => true) },
      undefined,
      'POST /cafe/processOrder.php has answered 502 to every request since 12:...',
    ],
    [
      'every third visit, wherever it is from',
      { country, answer: hits((visit) => visit % 3 === 0) },
      undefined,
      'POST /cafe/processOrder.php has answered 502 to .* visits since 12:...',
    ],
  ])('%s', (_, story, among, sentence) => {
    const report = at(said(story, {}), moment(3, '14:30'))
    expect([report.culprit?.among, report.tone]).toEqual([among, 'trouble'])
    expect([report.headline, ...report.details].join(' ')).toMatch(new RegExp(sentence))
  })
})
