import { describe, expect, test } from 'vitest'
import { type Declaration, declaredFormat } from './declared/declare'
import { durationOf } from './duration'
import type { Format } from './format'
import { formatById, formats } from './formats'
import { newLineReader } from './line-reader'
import { clock } from './testdata/read-lines'

/** How long the answers took that these lines tell of, in ms; null where they do not say. */
function durationsOf(lines: readonly string[], declared: readonly Format[] = []) {
  const reader = newLineReader({ clock, formats: [...declared, ...formats] })
  return lines.flatMap((line) => {
    const reading = reader.read(line)
    if (reading.kind === 'notUnderstood' || reading.kind === 'inDoubt') throw new Error(line)
    return reading.kind === 'request' ? [durationOf(reading.fields, line)] : []
  })
}

const ofSamples: Record<string, (number | null)[]> = {
  combined: [null, null, 3],
  'vhost-combined': [null, null],
  lighttpd: [null, null],
  litespeed: [null, null],
  'time-first': [null, null],
  'nginx-proxy-manager': [null, null],
  haproxy: [109, 41],
  envoy: [226, 4],
  'aws-alb': [171, null],
  'classic-elb': [1.178, null],
  'aws-s3': [12, 8],
  squid: [180, 9],
  cloudfront: [1, 101],
  'w3c-extended': [12, 31],
  'cafewatch-json': [0.607, 0.607],
  'caddy-json': [1],
  'traefik-json': [1.5],
  'envoy-json': [12],
  'ecs-json-dotted': [null],
  'ecs-json': [250],
  'google-json': [12],
  'nginx-json': [4, null],
}

test.each(formats.map((format) => [format.id, format] as const))(
  'the samples of %s say how long their answers took',
  (id, { samples }) => expect(durationsOf(samples)).toEqual(ofSamples[id]),
)

// Of a format, its first sample with something else in it.
const changed: [string, string, string, number | null][] = [
  ['haproxy', '69/109 ', '69/+109 ', 109],
  ['haproxy', '10/0/30/69/109 200', '10/0/30/-1/60000 504', 60_000],
  ['haproxy', '69/109 ', '69/-1 ', null],
  ['envoy', ' 226 ', ' - ', null],
  ['aws-alb', '0.086 0.048 0.037', '0.001 15.003 0.000', 15_004],
  ['aws-alb', '0.086 0.048 0.037 200 200', '0.001 -1 -1 504 -', null],
  ['classic-elb', '0.000073 0.001048 0.000057', '0.000073 -1 -1', null],
  ['aws-s3', ' 5123 12 11 ', ' 5123 - - ', null],
  ['squid', '    180 ', '     -1 ', null],
  ['cloudfront', '\t23\t0.001\t', '\t23\t15\t', 15_000],
  ['cloudfront', '\t23\t0.001\t', '\t23\t-\t', null],
  // Tomcat.
  ['w3c-extended', ' 200 0 0 12', ' 200 0 0 0.012', 12],
  ['w3c-extended', ' 200 0 0 12', ' 200 0 0 -', null],
  ['caddy-json', '"duration":0.001', '"duration":"1.5ms"', 1.5],
  ['caddy-json', '"duration":0.001', '"duration":5e-7', 0.0005],
  ['traefik-json', '"Duration":1500000', '"Duration":15000000000', 15_000],
  ['envoy-json', '"duration":12', '"duration":"15012"', 15_012],
  ['envoy-json', '"duration":12', '"duration":"-"', null],
  ['envoy-json', '"duration":12', '"duration":null', null],
  ['ecs-json', '"event":{"duration":250000000}', '"event.duration":"15000000000"', 15_000],
  ['google-json', '"latency":"0.012s"', '"latency":"15s"', 15_000],
  ['google-json', '"latency":"0.012s"', '"latency":""', null],
  ['nginx-json', '"request_time":"0.004"', '"request_time":"-"', null],
  ['nginx-json', '"request_time":"0.004"', '"request_time":"-","duration_ms":12', 12],
  ['nginx-json', '"request_time":"0.004"', '"upstream_response_time":"60.001, 0.120"', 60_121],
  ['nginx-json', '"request_time":"0.004"', '"upstream_response_time":"0.001 : -"', 1],
  ['nginx-json', '"request_time":"0.004"', '"duration":12', null],
  ['nginx-json', '"request_time":"0.004"', '"duration":"12ms"', 12],
  // CloudFront's and IIS's columns, as JSON.
  ['nginx-json', '"request_time":"0.004"', '"time-taken":"0.082"', 82],
  ['nginx-json', '"request_time":"0.004"', '"time-taken":"82"', 82],
]

test.each(changed)('%s: %j as %j', (id, before, after, ms) => {
  const lines = formatById(id)?.samples ?? []
  const [line = ''] = lines.filter((sample) => sample.includes(before))
  const headers = lines.filter((sample) => sample.startsWith('#'))
  expect(durationsOf([...headers, line.replace(before, after)])).toEqual([ms])
})

describe('a declared format says it in the unit of its directive', () => {
  const apache = (directives: string) => `%h %t "%r" %>s ${directives} "%{User-Agent}i"`
  const nginx = (variables: string) =>
    `$remote_addr [$time_local] "$request" $status ${variables} .`
  const begin = '203.0.113.7 [26/Nov/2026:09:00:00 +0000] "GET /cafe HTTP/1.1" 200'
  const json = (name: string) => ({ t: 'time', ip: 'remoteIP', s: 'status', u: 'request', d: name })
  const object = '{"t":1795683600,"ip":"203.0.113.7","s":200,"u":"/cafe","d":12}'

  test.each<[Declaration, string, number | null]>([
    [apache('%D'), `${begin} 12000 "-"`, 12],
    [apache('%{us}T'), `${begin} 12000 "-"`, 12],
    [apache('%{ms}T'), `${begin} 12 "-"`, 12],
    [apache('%T'), `${begin} 15 "-"`, 15_000],
    [apache('%{s}T'), `${begin} 15 "-"`, 15_000],
    // The finer one.
    [apache('%T/%D'), `${begin} 0/12000 "-"`, 12],
    [apache('%T/%{ms}T'), `${begin} 0/12 "-"`, 12],
    [apache('%T'), `${begin} - "-"`, null],
    ['%h %t "%r" %>s "%{User-Agent}i" %T', `${begin} "-" 15`, 15_000],
    [nginx('$request_time'), `${begin} 0.012 .`, 12],
    [nginx('$request_time $upstream_response_time'), `${begin} 0.012 0.010 .`, 12],
    [nginx('$upstream_response_time'), `${begin} 60.001, 0.120 .`, 60_121],
    [nginx('$upstream_response_time'), `${begin} - .`, null],
    [json('process'), object, 0.012],
    [json('duration_ms'), object, 12],
    [json('request_time'), object, 12_000],
  ])('%j', (declaration, line, ms) => {
    expect(durationsOf([line], [declaredFormat(declaration)])).toEqual([ms])
  })
})
