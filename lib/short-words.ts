const longest = 80
const kept = { start: 45, end: 30 }
const long = new RegExp(`\\S{${longest + 1},}`, 'gu')

/** A text whose very long words, such as paths, are cut in the middle, so that it can be read at a glance. */
export const shortWords = (text: string): string =>
  text.replace(long, (word) => {
    const signs = [...word]
    return `${signs.slice(0, kept.start).join('')}…${signs.slice(-kept.end).join('')}`
  })
