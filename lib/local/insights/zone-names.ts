import { list, macro, quoted, sql } from './sql'

// Short names of zones in standard and in summer time, by what English speakers mean by them.
const zones = `
  UTC +0000, UT +0000, GMT +0000, WET +0000, WEST +0100, BST +0100, CET +0100, CEST +0200, MEZ +0100,
  MESZ +0200, MET +0100, MEST +0200, EET +0200, EEST +0300, SAST +0200, EAT +0300, MSK +0300, PKT +0500,
  IST +0530, WIB +0700, HKT +0800, SGT +0800, AWST +0800, JST +0900, KST +0900, ACST +0930, ACDT +1030,
  AEST +1000, AEDT +1100, NZST +1200, NZDT +1300, BRT -0300, NST -0330, NDT -0230, AST -0400, ADT -0300,
  EST -0500, EDT -0400, CST -0600, CDT -0500, MST -0700, MDT -0600, PST -0800, PDT -0700, AKST -0900,
  AKDT -0800, HST -1000, HDT -0900`
  .split(',')
  .map((zone) => zone.trim().split(' ') as [name: string, offset: string])

const anyName = quoted(`\\b(${zones.map(([name]) => name).join('|')})\\b`)

/** A text with an offset in the place of the short name of a zone; null when it has none. */
export const zoneAsOffset = macro('zone_as_offset', (text) => {
  const name = sql`regexp_extract(${text}, ${anyName}, 1)`
  const offsets = zones.map(([known, offset]) => sql`WHEN ${quoted(known)} THEN ${quoted(offset)}`)
  return sql`regexp_replace(${text}, ${anyName}, CASE ${name} ${list(offsets, ' ')} END)`
})
