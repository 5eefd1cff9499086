/**
 * Where a query reads: a relation with the columns id BIGINT, ts BIGINT (epoch ms), ingested BIGINT
 * (epoch ms), log VARCHAR ("000000000000:group"), stream VARCHAR, message VARCHAR, size INTEGER
 * (UTF-8 bytes of message), and one VARCHAR column for each discovered field.
 */
export interface Source {
  /** SQL to stand after FROM. */
  from: string
  /** SQL for a discovered field as VARCHAR, null where an event lacks it; undefined when no event has it. */
  field(name: string): string | undefined
}
