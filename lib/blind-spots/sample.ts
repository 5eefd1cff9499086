import { fieldsOfLine } from '@/lib/access-log/fields-of-line'

/** A log event as a filter pattern sees it. */
export interface Sample {
  message: string
  fields: Record<string, string> | null
}

function withFields(message: string, change: Record<string, string>): string {
  try {
    const parsed: unknown = JSON.parse(message)
    return JSON.stringify({ ...(parsed as object), ...change })
  } catch {
    return message
  }
}

/** The same event as it would be, had it been answered well. */
export function answeredWell({ message, fields }: Sample): Sample {
  const status = fieldsOfLine(message)?.status
  if (status === undefined) return { message, fields }
  const json = withFields(message, { status: '200' })
  return {
    message: json === message ? message.replace(` ${status} `, ' 200 ') : json,
    fields: fields && { ...fields, status: '200' },
  }
}

/** An event of another page, beside the one of an order. */
export function ofAnotherPage({ message, fields }: Sample, request: string): Sample {
  const change: Record<string, string> =
    fields?.requestLine === undefined
      ? { method: 'GET', request, query: '' }
      : { method: 'GET', request, query: '', requestLine: `GET ${request} HTTP/1.1` }
  const json = withFields(message, change)
  const text = message.replace(/"[A-Z]+ [^\s"]*/, `"GET ${request}`)
  return { message: json === message ? text : json, fields: fields && { ...fields, ...change } }
}
