import type { Kind } from './value'

const decimals = 4

function formatNumber(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isInteger(value)) {
    return BigInt(value).toString()
  }
  return String(Number(value.toFixed(decimals)))
}

const formatTime = (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '')

/** A value as GetQueryResults prints it; undefined for null, whose column is left out of the row. */
export function format(
  value: string | number | bigint | boolean | null,
  kind: Kind | 'pointer',
): string | undefined {
  if (value === null) return undefined
  if (kind === 'pointer') return Buffer.from(String(value)).toString('base64url')
  if (kind === 'timestamp') {
    const ms = Number(value)
    return Math.abs(ms) <= 8.64e15 ? formatTime(ms) : undefined
  }
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'string') return value
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : formatNumber(value)
}
