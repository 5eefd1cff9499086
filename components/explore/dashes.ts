const dashes = ['', '7 3', '2 3', '9 3 2 3', '4 4', '12 4', '1 4', '6 2 1 2']

/** The dashes of the series at a place, the same in a chart and in its legend. */
export const dashAt = (at: number): string => dashes[at] ?? ''
