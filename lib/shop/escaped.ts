/** A text as a regular expression that finds just this. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Whether a text holds control characters or line ends, which no query can quote. */
export const hasControl = (text: string): boolean => /[\p{Cc}\u2028\u2029]/u.test(text)
