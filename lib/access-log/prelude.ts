// The parts of preludes that several formats share, in RE2. Each names fields as the fields of a followed file.

/** The client, or the first address of a list, without brackets and port. */
export const clientPattern = String.raw`\[?(?:::ffff:)?(?<remoteIP>\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]*:[\da-fA-F:.]+|[A-Za-z\d][\w.-]*)\]?(?::\d+)?(?:, ?[^\s,]+)*`

/** The user, where there is one; blanks only within names, so that no prefix of a transport fits. */
export const userPattern = String.raw`(?:-|(?<user>[^\s\["-][^\s\["]*(?: [\w.@]+)*))`

/** The time between brackets. */
export const timePattern = String.raw`\[(?<time>[^\]]+)\]`

/**
 * A request line within quotes: `GET https://cafe.example/menu;v=1?day=1 HTTP/1.1`. The path of an absolute
 * URL may be empty. The group of the query takes part without one, too: AWS does not say what a group gives
 * that takes none.
 */
export const requestPattern = String.raw`(?<method>[A-Za-z][\w-]*) (?:[a-z]+:\/\/[^\/\s"?]+)?(?<request>[^\s?";][^?";]*?|\b)(?:;[^?"]*)?(?<query>(?:\?.*?)?)(?: (?<protocol>[A-Z]+\/[\d.]+))?`

/** The path where an absolute URL has none; comes after a parse with the pattern above. */
export const rootForNone = 'fields if(ispresent(request) and request = "", "/", request) as request'

/** The command that makes seconds of a number that a parse has called `took`, so many of them a second. */
export const secondsOfTook = (perSecond: number) => `fields took / ${perSecond} as request_time`

/** A status that a server can have sent. */
export const statusPattern = String.raw`(?<status>[1-9]\d\d)`

/** What stands between quotes, the quotes within escaped. */
export const quotedPattern = (name: string) => String.raw`"(?<${name}>(?:[^"\\]|\\.)*)"`

/** The command that takes a whole line apart. */
export const parseLine = (...parts: string[]) => `parse @message /^${parts.join('')}/`

/** What is left of the line. */
export const restPattern = '(?<rest>.*)'

/** The ident, which is not kept, and the user. */
export const identAndUser = String.raw`\s+\S+\s+${userPattern}`

/**
 * The commands for a line in the common shape: `head`, a pattern up to the request line, then request,
 * status, size, referer and user agent. `rest` is what may follow the status.
 */
export const clfPrelude = (head: string, rest = restPattern): string =>
  [
    parseLine(head, '"', requestPattern, String.raw`"\s+`, statusPattern, rest),
    // Commands of their own, so that lines without these parts stay without their fields.
    String.raw`parse rest /^\s+(?<bytes>\d+|-)/`,
    String.raw`parse rest /^[^"]*${quotedPattern('referer')}\s+${quotedPattern('userAgent')}/`,
    rootForNone,
  ].join(' | ')
