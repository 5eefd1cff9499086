type Headers = Record<string, string>

const headersOf = new WeakMap<object, Headers>()

/** The output of an operation that also says something in headers of its reply. */
export function withHeaders(output: object, headers: Headers): object {
  headersOf.set(output, headers)
  return output
}

export const outputHeaders = (output: object): Headers => headersOf.get(output) ?? {}
