import { discoverFields } from './discover-fields'

type Fields = Record<string, string>

const id = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const lambdaMark = new RegExp(`^(START|END|REPORT) RequestId: (${id})`)
const lambdaLine = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\s+(${id})\\s`)
const pythonLine = new RegExp(`^\\[\\w+\\]\\s+\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\s+(${id})\\s`)

const bytesPerMb = 1_000_000
/** What a REPORT line says: its words, the name of the field, and by how much the unit is more than one. */
const reported: [words: string, name: string, factor: number][] = [
  ['Duration', '@duration', 1],
  ['Billed Duration', '@billedDuration', 1],
  ['Init Duration', '@initDuration', 1],
  ['Memory Size', '@memorySize', bytesPerMb],
  ['Max Memory Used', '@maxMemoryUsed', bytesPerMb],
]

function ofReport(message: string, fields: Fields): void {
  for (const part of message.split('\t')) {
    const [, words, number] = /^([A-Z][A-Za-z ]*): ([\d.]+)/.exec(part.trim()) ?? []
    const [, name, factor] = reported.find(([one]) => one === words) ?? []
    if (name && factor) fields[name] = String(Number(number) * factor)
  }
  const [, trace] = /XRAY TraceId: (\S+)/.exec(message) ?? []
  const [, segment] = /SegmentId: (\S+)/.exec(message) ?? []
  if (trace) fields['@xrayTraceId'] = trace
  if (segment) fields['@xraySegmentId'] = segment
}

/** The first JSON object within a line; null when there is none. */
function objectIn(message: string): Fields | null {
  const start = message.indexOf('{')
  if (start === -1) return null
  let depth = 0
  for (const { 0: mark, index } of message.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (mark === '{') depth += 1
    if (mark === '}') depth -= 1
    if (depth === 0) return discoverFields(message.slice(start, start + index + 1))
  }
  return null
}

function ofLambda(message: string): Fields | null {
  const [, type, requestId] = lambdaMark.exec(message) ?? []
  if (type && requestId) {
    const fields: Fields = { '@type': type, '@requestId': requestId }
    if (type === 'REPORT') ofReport(message, fields)
    return fields
  }
  const [, ofLine] = lambdaLine.exec(message) ?? pythonLine.exec(message) ?? []
  return ofLine ? { ...objectIn(message), '@requestId': ofLine } : null
}

const flow =
  'version accountId interfaceId srcAddr dstAddr srcPort dstPort protocol packets bytes startTime endTime action logStatus'.split(
    ' ',
  )
const flowLine = /^\d+ \S+ eni-\S+(?: \S+){9} (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)$/

const dns =
  'version queryTimestamp hostZoneId queryName queryType responseCode protocol edgeLocation resolverIp ednsClientSubnet'.split(
    ' ',
  )
const dnsLine = /^\d\.\d \d{4}-\d\d-\d\dT[\d:.]+Z Z\w+ \S+ [A-Z]\w* [A-Z]+ (?:UDP|TCP) \S+ \S+ \S+$/

/** Words under their names; one that is missing is written `-`. */
function named(message: string, names: readonly string[]): Fields {
  const words = message.split(' ')
  return Object.fromEntries(
    names.flatMap((name, at) => {
      const word = words[at] ?? '-'
      return word === '-' ? [] : [[name, word]]
    }),
  )
}

/** The fields that CloudWatch Logs finds in logs of Lambda, VPC and Route 53 by their form; null in all others. */
export function serviceFields(message: string): Fields | null {
  const line = message.trimEnd()
  if (flowLine.test(line)) return named(line, flow)
  if (dnsLine.test(line)) return named(line, dns)
  return ofLambda(line)
}

/** All fields that CloudWatch Logs finds by itself. */
export const fieldsOfEvent = (message: string): Fields | null =>
  discoverFields(message) ?? serviceFields(message)
