/** A metric as Prometheus reads it: its type, and the value of each sample by name and labels. */
export interface Family {
  type: string
  samples: Map<string, number>
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const number = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?Inf|NaN)$/
const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/
const suffixes: Record<string, string[]> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
}

function refuse(line: string, why: string): never {
  throw new Error(`${why}: ${line}`)
}

function labelsIn(line: string, text: string): Map<string, string> {
  const labels = new Map<string, string>()
  let rest = text
  while (rest !== '') {
    const found = label.exec(rest) ?? refuse(line, 'no label')
    if (labels.has(found[1] ?? '')) refuse(line, 'a label twice')
    labels.set(found[1] ?? '', found[2] ?? '')
    rest = rest.slice(found[0].length)
  }
  return labels
}

const valueOf = (text: string) => Number(text.replace('Inf', 'Infinity'))

function checkHistogram(name: string, { samples }: Family) {
  const buckets = [...samples].filter(([key]) => key.startsWith(`${name}_bucket`))
  const values = buckets.map(([, value]) => value)
  if (values.some((value, at) => value < (values[at - 1] ?? 0))) refuse(name, 'buckets sink')
  if (!buckets.at(-1)?.[0].includes('le="+Inf"')) refuse(name, 'no last bucket')
  if (values.at(-1) !== samples.get(`${name}_count`)) refuse(name, 'count is not the last bucket')
}

/** Reads Prometheus' text format 0.0.4, and throws at whatever is not in it or against its conventions. */
export function readExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('The last line has no end.')
  const families = new Map<string, Family>()
  const helped = new Set<string>()
  let current = ''
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue
    const [, help] = /^# HELP (\S+) .+$/.exec(line) ?? []
    if (help !== undefined) {
      if (helped.has(help)) refuse(line, 'helped twice')
      helped.add(help)
      continue
    }
    const [, typed, type = ''] = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line) ?? []
    if (typed !== undefined) {
      if (!metricName.test(typed) || families.has(typed)) refuse(line, 'a wrong type line')
      if ((type === 'counter') !== typed.endsWith('_total')) refuse(line, 'a counter is a _total')
      families.set(typed, { type, samples: new Map() })
      current = typed
      continue
    }
    const [, name = '', labels = '', value = ''] =
      /^([^\s{]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? refuse(line, 'no sample')
    const family = families.get(current) ?? refuse(line, 'no type before it')
    const isOfFamily = suffixes[family.type]?.some((suffix) => name === `${current}${suffix}`)
    if (!isOfFamily || !helped.has(current)) refuse(line, `not of ${current}`)
    if (!number.test(value)) refuse(line, 'no number')
    const sorted = [...labelsIn(line, labels)].map(([one, is]) => `${one}="${is}"`)
    const key = sorted.length > 0 ? `${name}{${sorted.join(',')}}` : name
    if (family.samples.has(key)) refuse(line, 'a sample twice')
    family.samples.set(key, valueOf(value))
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family)
  return families
}
