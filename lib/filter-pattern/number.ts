// What JavaScript takes for a number and Logs Insights does not: spaces, 0x10, nothing at all.
const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/

/** Whether a text is a number to filter patterns, as it is to Logs Insights. */
export const isNumber = (text: string): boolean => decimal.test(text) && Number.isFinite(+text)

// A text no longer than this has no digit that a number of JavaScript would lose.
const exactLength = 15

/** The digits without zeros around them, and how many stand before the point. */
function digitsOf(text: string) {
  const [, sign, whole = '', part = '', power = '0'] =
    /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text) ?? []
  const significant = (whole + part).replace(/^0+/, '')
  const digits = significant.replace(/0+$/, '')
  const before = significant.length - part.length + Number(power)
  return { sign: digits === '' ? 0 : sign === '-' ? -1 : 1, digits, before }
}

function compareDigits(left: string, right: string): number {
  const [a, b] = [digitsOf(left), digitsOf(right)]
  if (a.sign !== b.sign || a.sign === 0) return a.sign - b.sign
  if (a.before !== b.before) return a.before > b.before ? a.sign : -a.sign
  if (a.digits === b.digits) return 0
  return a.digits > b.digits ? a.sign : -a.sign
}

/**
 * Compares texts with a number, digit by digit where a number of JavaScript would lose some: below 0 for
 * less, above 0 for more, NaN for a text that is no number.
 */
export function comparedWith(text: string): (value: string) => number {
  const limit = Number(text)
  return (value) => {
    const number = decimal.test(value) ? Number(value) : Number.NaN
    if (!Number.isFinite(number)) return Number.NaN
    // Rounding keeps the order: only what it makes equal can differ.
    if (number !== limit) return number - limit
    return value.length <= exactLength && text.length <= exactLength
      ? 0
      : compareDigits(value, text)
  }
}
