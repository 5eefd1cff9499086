/** How many fields of a log group have a column at most. Alone, so that the reading thread does not load DuckDB for it. */
export const maxColumns = 200
