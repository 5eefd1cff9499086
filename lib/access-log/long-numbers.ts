// As many digits, with a point among them at most, as a number may lose some of.
const manyDigits = /\d[\d.]{15}/
const textOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

const isKept = (number: string) =>
  number.replace(/[eE].*|\D/g, '').length <= 15 || String(Number(number)) === number

/** JSON in which numbers of more digits than a number of JavaScript has are texts. */
export const withLongNumbers = (json: string): string =>
  manyDigits.test(json)
    ? json.replace(textOrNumber, (found) =>
        found.startsWith('"') || isKept(found) ? found : `"${found}"`,
      )
    : json
