import XmlBuilder from 'fast-xml-builder'
import type { Shape } from './shapes'

const builder = new XmlBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' })

// XML 1.0 has no way to write these.
const notInXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** A text with a replacement character where XML cannot carry what stands there. */
export const xmlText = (text: string) => text.replace(notInXml, '\ufffd')

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).filter(([, member]) => member !== undefined && member !== null)
    : []

/** A value as elements, by its shape: what the shape does not have is left out. */
export function elementsOf(shape: Shape, value: unknown): unknown {
  if (shape.isStructSchema()) {
    const given = new Map(entriesOf(value))
    const elements: Record<string, unknown> = {}
    for (const [name, member] of shape.structIterator())
      if (given.has(name)) elements[name] = elementsOf(member, given.get(name))
    return elements
  }
  if (shape.isListSchema()) {
    const items: unknown[] = Array.isArray(value) ? value : []
    return { member: items.map((item) => elementsOf(shape.getValueSchema(), item)) }
  }
  if (shape.isMapSchema())
    return {
      entry: entriesOf(value).map(([key, one]) => ({
        key: xmlText(key),
        value: elementsOf(shape.getValueSchema(), one),
      })),
    }
  if (shape.isTimestampSchema()) return new Date(Number(value) * 1000).toISOString()
  return xmlText(String(value))
}

// A literal carriage return would be read as a line feed.
export const writeXml = (elements: object): string =>
  builder.build(elements).replaceAll('\r', '&#xD;')
