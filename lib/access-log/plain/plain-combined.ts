import { clfTime } from '../time'
import { isAt, plainEnd, readAddress, readRequestLine, statusAt } from './plain-bytes'
import { type PlainRequest, type ReadPlain, zero } from './plain-request'
import { newPlainTime } from './plain-time'

const asked = ['remoteIP', 'status', 'request', 'query', 'method', 'protocol']
const combinedNames = ['time', 'bytes', 'referer', 'userAgent', ...asked]
const commonNames = ['time', 'bytes', ...asked]

const bytesOf = (text: string) => new TextEncoder().encode(text)
const afterClient = bytesOf(' - - [')
const afterTime = bytesOf('] "')
const timeBytes = '26/Nov/2026:09:00:00 +0000'.length
const [space, dash, quote] = [0x20, 0x2d, 0x22]

/** Reads Apache's combined and common formats in their most frequent form: an IPv4 address, no user, nothing after the user agent. */
export function newPlainCombined(clock: () => number): ReadPlain {
  const spans = new Int32Array(2 * combinedNames.length)
  const request: PlainRequest = { timestampMs: 0, client: 0, names: [], spans }
  const address = { number: 0, end: 0 }
  const line = { methodEnd: 0, pathEnd: 0, queryEnd: 0 }
  const timeOf = newPlainTime(clfTime, clock)
  let field = 0

  function add(from: number, to: number) {
    spans[field] = from
    spans[field + 1] = to
    field += 2
  }

  /** Adds the size, and what follows it; false when that is not plain. */
  function addAnswer(bytes: Uint8Array, sizeFrom: number, to: number): boolean {
    let sizeTo = sizeFrom
    while (sizeTo < to && ((bytes[sizeTo] as number) - 0x30) >>> 0 <= 9) sizeTo += 1
    const isNone = sizeTo === sizeFrom && bytes[sizeFrom] === dash
    if (isNone) sizeTo += 1
    if (sizeTo === sizeFrom || sizeTo > to) return false
    add(isNone ? zero : sizeFrom, sizeTo)
    request.names = commonNames
    if (sizeTo === to) return true
    if (bytes[sizeTo] !== space || bytes[sizeTo + 1] !== quote) return false
    const refererEnd = plainEnd(bytes, sizeTo + 2, to)
    if (refererEnd === -1 || bytes[refererEnd + 1] !== space || bytes[refererEnd + 2] !== quote)
      return false
    const agentEnd = plainEnd(bytes, refererEnd + 3, to)
    if (agentEnd !== to - 1) return false
    add(sizeTo + 2, refererEnd)
    add(refererEnd + 3, agentEnd)
    request.names = combinedNames
    return true
  }

  return (bytes, from, to) => {
    if (!readAddress(bytes, from, space, address)) return null
    const timeFrom = address.end + afterClient.length
    const timeTo = timeFrom + timeBytes
    const lineFrom = timeTo + afterTime.length
    if (!isAt(bytes, address.end, afterClient) || !isAt(bytes, timeTo, afterTime)) return null
    const lineTo = plainEnd(bytes, lineFrom, to)
    if (lineTo === -1 || lineTo + 6 >= to) return null
    if (bytes[lineTo + 1] !== space || bytes[lineTo + 5] !== space) return null
    if (statusAt(bytes, lineTo + 2) === 0 || !readRequestLine(bytes, lineFrom, lineTo, line))
      return null
    field = 0
    add(timeFrom, timeTo)
    if (!addAnswer(bytes, lineTo + 6, to)) return null
    const timestampMs = timeOf(bytes, timeFrom, timeTo)
    if (Number.isNaN(timestampMs)) return null
    request.timestampMs = timestampMs
    request.client = address.number
    add(from, address.end)
    add(lineTo + 2, lineTo + 5)
    add(line.methodEnd + 1, line.pathEnd)
    add(line.pathEnd, line.queryEnd)
    add(lineFrom, line.methodEnd)
    add(line.queryEnd + 1, lineTo)
    return request
  }
}
