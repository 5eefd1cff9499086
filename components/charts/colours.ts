/** What the charts draw, and in which colour; a legend takes it from here too. */
export const colours = {
  orders: 'var(--bar)',
  expected: 'var(--band)',
  // Darker than what is not known.
  closed: 'color-mix(in srgb, var(--soft) 40%, var(--line))',
  requests: 'var(--traffic)',
  datapoint: 'var(--traffic)',
  answered: 'var(--q2)',
  clientError: 'var(--warn)',
  failed: 'var(--bad)',
  noData: 'var(--soft)',
  grid: 'var(--line)',
  noRequests: 'var(--land)',
  chosen: 'var(--q1)',
}

/** Of countries, from few requests to many. */
export const countryColours = ['var(--q1)', 'var(--q2)', 'var(--q3)', 'var(--q4)', 'var(--q5)']

/** Of the series of a query, in order. */
export const colourAt = (at: number): string => `var(--s${at + 1})`

const dashes = ['', '7 3', '2 3', '9 3 2 3', '4 4', '12 4', '1 4', '6 2 1 2']

/** The dashes of its line: colour never tells alone. */
export const dashAt = (at: number): string => dashes[at] ?? ''
