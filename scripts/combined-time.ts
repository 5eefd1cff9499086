/** A time as the combined format writes it, in UTC: 28/Nov/2026:09:33:49 +0000. */
export const combinedTime = (ms: number): string =>
  new Date(ms).toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +0000')
