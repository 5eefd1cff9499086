import type { Write } from '../ast'
import { settled } from '../exact'
import { MalformedQuery } from '../malformed'
import type { Named } from '../names'
import type { Reader } from '../reader'
import type { Rows } from '../rows'
import { isStructure, scalar, type Value } from '../value'

/** One command of the language: reads what stands behind its word, and gives what that does to the rows. */
export type Command = (reader: Reader) => Write

/** A column by its name; one that cannot be compared, counted or sorted is refused. */
export function columnOf(rows: Rows, named: Named, command: string): Value {
  const value = settled(scalar(rows.field(named)))
  if (!isStructure(value)) return value
  throw new MalformedQuery(`a ${value.kind} has no place in ${command}: name a member of it`, named)
}

/** New columns are part of the answer, whatever was chosen before. */
export function show(rows: Rows, columns: readonly { name: string }[]): void {
  const known = rows.outputNames()
  const added = columns.map(({ name }) => name).filter((name) => !known.includes(name))
  if (rows.display) rows.display = [...rows.display, ...added]
  else if (rows.events) rows.extracted.push(...added)
  else if (rows.shown) rows.shown = [...rows.shown, ...added]
}
