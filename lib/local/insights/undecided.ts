import { type Sql, sql } from './sql'

/**
 * Where AWS does not say how its language behaves, the choice stands here with its reason.
 *
 * - Comparing a missing field is false, also with `!=` (AWS's own join sample needs that), and `not`
 *   turns it around: `not (a = 1)`, `not like` and `not in` let an event without the field pass.
 * - `concat` leaves out what is missing; a division by zero is null: neither stops a query.
 * - A text in quotes is compared by its letters ("1.1" is not "1.10"), and so are two fields where they
 *   are to be equal, as groups, dedup and count_distinct have it. Against a number a text that is numeric
 *   goes by its value. So do two fields in their order; of the same value, the letters decide: "007" is
 *   less than 7, and exactly one of <, = and > holds.
 * - min and max show a text of the log as it stands there, "007" and "5.0" too; of the same value the
 *   letters decide.
 * - A number of a JSON event is its value, not its letters: 5.0 and 5e0 are the field 5, for which of them
 *   a program writes is its library's choice.
 * - Numbers are compared, sorted and shown to the last digit, also by greatest, least, abs, ceil and
 *   floor; one of more than fifteen characters is then shown as it is written, and not with four
 *   decimals. Arithmetic, sums, means, percentiles and toNumber have the sixteen digits of a 64-bit float. A
 *   number of an event that has more is kept as it is written.
 * - Where an event has a member called `a.b` and a nested one beside it, `a.b` in back ticks or without is the
 *   one that is called so: both have one name, and the nested one is still found by jsonParse.
 * - `true` and `false` without quotes are 1 and 0, as JSON's are shown, where no field is called so; "true"
 *   in quotes is a text and finds no JSON true.
 * - Only bins have caps of their periods; the times of SOURCE, offset, maxspan, rate and timeshift are as
 *   long as they are written.
 * - Short names of zones are what English speakers mean by them: BST is British, IST Indian, CST American.
 * - A glob without a wildcard takes nothing out: its names stay without a value.
 * - A group of a regular expression that took no part in the match has no value. RE2 does not tell such a one
 *   from one that matched the empty text: it is known where the group, or the optional part that it stands
 *   in, cannot match the empty text, and all others are the empty text.
 * - Regular expressions are RE2's; what Java alone writes (\p{Alpha}, \h, \R, \Z, \u0041) means what it
 *   means there, \Z taking the last line break with it. What has no equal is refused before the query starts.
 * - Behind stats an expression written like one of its columns is that column; an aliased one is not found so.
 * - A zone that stands in a text wins over the one that parseDate is given.
 * - In lines of Lambda a megabyte of memory is 1,000,000 bytes, as AWS's own sample queries divide; a `-`
 *   in lines of VPC flow logs and of Route 53 is no value.
 * - %Z names a zone as English speakers shorten it, and by its offset where they do not.
 * - `SOURCE 'a' | SOURCE 'b'` are the log groups of both, as dashboards store them; two different periods
 *   are refused.
 * - Percentiles are interpolated between the two nearest values, as most tools do.
 * - count_distinct counts the 64-bit hashes of texts, which is half again as fast: among a million
 *   different texts the chance of one too few is 1 in 37 million.
 * - A missing value sorts lowest.
 * - `stats` over no events gives no row, so that zero and nothing are distinguished.
 * - JSON `true` and `false` are the fields' values 1 and 0, as computed booleans are.
 * - Weeks and widths that do not divide a day are counted from 1970-01-01; months, quarters and
 *   years follow the calendar, all in UTC.
 * - Each key of `sort` has its own direction. Rows that sort alike come in the order of their groups,
 *   events with the newest first (or the oldest, where their time ascends), so that the same question has
 *   the same answer.
 * - With `limit` in the query and in the request the smaller one holds.
 * - A backslash in a string escapes a quote or a backslash; before anything else it is itself.
 * - A member of a map whose value is an object or a list is null where text or a number is needed,
 *   and shows as its JSON; a member that a command parses can be named from the next command on.
 * - Objects and lists of an event are no fields; json, unnest, expand and jsonParse find them in its
 *   message. An empty list gives unnest and expand no row.
 * - lookup takes the first row of the table that has the key, cidrlookup the narrowest range; without
 *   one what was there before stays. The ranges of a table stand in the column named, or named like
 *   the field, or cidr, network, range or subnet, or in the first.
 * - Of a join the events of the left side lead: time, order and pointer are theirs. Both sides are
 *   read over the same period, and no number of keys is refused.
 * - fillmissing fills the whole period of the query, for each group of the other keys.
 * - sessionize ends a visit after a pause longer than maxspan: half an hour where it is not given, as
 *   web statistics have it. The name of a visit says nothing about the visitor.
 * - filldown, accum and autoregress go by the order of the rows as they are sorted.
 * - outlier bounds a value at its quartile plus param times the distance of the quartiles. The marker field
 *   that AWS does not name is `outlier`: 1 where one of the fields lay outside; action=remove leaves no 1.
 * - addtotals sums the columns that are named, or all that are shown and are no group and no time; what is
 *   no number counts as 0. The row of column totals is the last.
 * - topk gives a row for each value: the field, and how often it came under the name of the item.
 * - rate is the change between the earliest and the latest value of a group, for the period named;
 *   one value alone does not change.
 * - pattern distinguishes words while a place in texts of the same shape has no more than ten of them.
 *   diff and logcompare add @previousSampleCount and @difference; anomaly holds the newest quarter of
 *   the period against the rest, and gives @anomalyType and @anomalyScore (in standard deviations).
 * - relevantfields scores a field by the part of the events whose value would have to change (total
 *   variation distance, 0 to 1).
 *
 * Where AWS's pages say one thing and its service was seen (by others, in June 2026) to do another, the
 * service is followed, for queries are to work there:
 *
 * - histogram stands behind by, and its second argument is the width of a bucket. The page says a number of
 *   buckets and a map.
 * - offset moves the edges of the bins, so a multiple of the bin's length changes nothing, as in the page's
 *   own examples (bin(5m) offset 1h). The page says that it is for comparing with the hour before, and not
 *   how: what would be moved, to where, and with which events.
 * - strcontains distinguishes case, whatever its third argument says.
 */
export const defaultRows = 10_000
export const maxRows = 100_000
export const maxStats = 10
/** So many letters of SQL may be copied by a function that names what it is given several times. */
export const maxCopied = 5_000
/** A query whose SQL grows beyond so many letters is refused: to plan it takes seconds. */
export const maxSqlLength = 400_000
/** So deep functions may be nested that bind what they are given. */
export const maxBound = 24
/** SQL of a percentile between 0 and 100. */
export const percentile = (number: Sql, percent: number) =>
  sql`quantile_cont(${number}, ${percent / 100})`
