const [quote, backslash, closing, opening, blank, hyphen] = [34, 92, 93, 91, 32, 45]

/** Where an element that begins at `from` ends: the index after its bracket; -1 when it never does. */
function elementEnd(line: string, from: number): number {
  let isQuoted = false
  for (let at = from + 1; at < line.length; at += 1) {
    const char = line.charCodeAt(at)
    if (isQuoted && char === backslash) at += 1
    else if (char === quote) isQuoted = !isQuoted
    else if (char === closing && !isQuoted) return at + 1
  }
  return -1
}

/** Where the structured data of an RFC 5424 line, `-` or `[id name="value"][…]`, ends: the index of the blank after it; -1 when it is none. */
export function structuredDataEnd(line: string, from: number): number {
  let at = from
  if (line.charCodeAt(at) === hyphen) at += 1
  else {
    while (at !== -1 && line.charCodeAt(at) === opening) at = elementEnd(line, at)
    if (at === from) return -1
  }
  return at !== -1 && line.charCodeAt(at) === blank ? at : -1
}
