/** What a transport has put before a line of an access log. */
export interface Prefix {
  /** As people know it: `syslog`. */
  name: string
  /** The line without it; null when it has none. */
  strip(line: string): string | null
}

/** Every prefix that is recognized by itself. */
export const prefixes: readonly Prefix[] = []
