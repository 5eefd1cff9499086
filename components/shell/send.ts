import type { Failure } from '@/lib/failure'

/** A request with a JSON body. */
export const json = (method: 'POST' | 'PUT' | 'DELETE', body: object, signal?: AbortSignal) => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
  signal,
})

export const noServer = 'The CafeWatch server cannot be reached.'
export const unreachable = (remedy: string): Failure => ({
  kind: 'unreachable',
  message: noServer,
  remedy,
})

/** Where the page asks again by itself. */
export const retrying = unreachable('Check that it is running. This page retries automatically.')
