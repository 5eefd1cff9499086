// As many digits, with a point among them at most, as a number may lose some of; or an exponent beyond its range.
const mayLose = /\d[\d.]{15}|\d[eE][+-]?\d{3}/
const textOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

const isInRange = (number: string) =>
  Number.isFinite(Number(number)) && (Number(number) !== 0 || !/^[^eE]*[1-9]/.test(number))

const isKept = (number: string) =>
  (isInRange(number) && number.replace(/[eE].*|\D/g, '').length <= 15) ||
  String(Number(number)) === number

/** JSON in which numbers that JavaScript cannot hold, of many digits or beyond its range, are texts. */
export const withLongNumbers = (json: string): string =>
  mayLose.test(json)
    ? json.replace(textOrNumber, (found) =>
        found.startsWith('"') || isKept(found) ? found : `"${found}"`,
      )
    : json

/** JSON in which every number is a text, as it is written. */
export const withNumbersAsTexts = (json: string): string =>
  json.replace(textOrNumber, (found) => (found.startsWith('"') ? found : `"${found}"`))
