/**
 * Where AWS does not say how its language behaves, the choice stands here with its reason.
 *
 * - Comparing a missing field is false, also with `!=` (AWS's own join sample needs that), and `not`
 *   turns it around: `not (a = 1)`, `not like` and `not in` let an event without the field pass.
 * - `concat` leaves out what is missing; a division by zero is null: neither stops a query.
 * - Percentiles are interpolated between the two nearest values, as most tools do.
 * - A missing value sorts lowest.
 * - `stats` over no events gives no row, so that zero and nothing are told apart.
 * - JSON `true` and `false` are the fields' values 1 and 0, as computed booleans are.
 * - Weeks and widths that do not divide a day are counted from 1970-01-01; months, quarters and
 *   years follow the calendar, all in UTC.
 * - Each key of `sort` has its own direction. Rows that sort alike come in the order of their groups,
 *   events with the newest first, so that the same question has the same answer.
 * - With `limit` in the query and in the request the smaller one holds.
 * - A backslash in a string escapes a quote or a backslash; before anything else it is itself.
 */
export const rowsWithoutLimit = 10_000
export const mostRows = 100_000
export const mostStats = 10
/** SQL of a percentile between 0 and 100. */
export const percentile = (number: string, percent: number) =>
  `quantile_cont(${number}, ${percent / 100})`
