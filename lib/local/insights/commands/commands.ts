import type { Command } from './command'
import { display, fields } from './fields'
import { filldown, fillmissing } from './fill'
import { filter, filterIndex } from './filter'
import { appendcols, join } from './join'
import { expand, json, unnest } from './json'
import { cidrlookup, lookup } from './lookup'
import { dedup, limit, sort, tail } from './order'
import { outlier } from './outlier'
import { parse } from './parse'
import { anomaly, diff, logcompare, pattern } from './pattern'
import { relevantfields } from './relevant-fields'
import { sessionize } from './sessionize'
import { countFrequent, stats } from './stats'
import { accum, addtotals, autoregress } from './totals'

/** Every command by its word, in lower case. */
export const commands: Readonly<Record<string, Command>> = {
  accum,
  addtotals,
  anomaly,
  appendcols,
  autoregress,
  cidrlookup,
  count_frequent: countFrequent,
  countfrequent: countFrequent,
  dedup,
  diff,
  display,
  expand,
  fields,
  filldown,
  fillmissing,
  filter,
  filterindex: filterIndex,
  head: limit,
  join,
  json,
  limit,
  logcompare,
  lookup,
  order: sort,
  outlier,
  parse,
  pattern,
  relevantfields,
  sessionize,
  sort,
  stats,
  tail,
  unmask: fields,
  unnest,
  where: filter,
}
