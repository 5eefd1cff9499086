// What JavaScript takes for a number and Logs Insights does not: spaces, 0x10, nothing at all.
const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/

/** Whether a text is a number to filter patterns, as it is to Logs Insights. */
export const isNumber = (text: string): boolean => decimal.test(text) && Number.isFinite(+text)
