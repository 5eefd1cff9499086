const texts = new WeakMap<object, string>()

/** A value as JSON, written once however many ask for it: it must not change any more. */
export function sharedJson(value: object): string {
  let text = texts.get(value)
  if (text === undefined) {
    text = JSON.stringify(value)
    texts.set(value, text)
  }
  return text
}

export const jsonResponse = (value: object, status = 200): Response =>
  new Response(sharedJson(value), { status, headers: { 'content-type': 'application/json' } })
