// The parts of preludes that several formats share, in RE2. Each names fields as the fields of a followed file.

/** The client, or the first address of a list, without brackets and port. */
export const clientPattern = String.raw`\[?(?:::ffff:)?(?<remoteIP>\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]*:[\da-fA-F:.]+|[A-Za-z\d][\w.-]*)\]?(?::\d+)?(?:, ?[^\s,]+)*`

/** The user, where there is one; blanks only within names, so that no prefix of a transport fits. */
export const userPattern = String.raw`(?:-|(?<user>[^\s\["-][^\s\["]*(?: [\w.@]+)*))`

/** The time between brackets. */
export const timePattern = String.raw`\[(?<time>[^\]]+)\]`

/** A request line within quotes: `GET https://cafe.example/menu;v=1?day=1 HTTP/1.1`. */
export const requestPattern = String.raw`(?<method>[A-Za-z][\w-]*) (?:[a-z]+:\/\/[^\/\s"]+)?(?<request>[^?";]+?)(?:;[^?"]*)?(?<query>\?.*?)?(?: (?<protocol>[A-Z]+\/[\d.]+))?`

/** A status that a server can have sent. */
export const statusPattern = String.raw`(?<status>[1-9]\d\d)`

/** What stands between quotes, the quotes within escaped. */
export const quotedPattern = (name: string) => String.raw`"(?<${name}>(?:[^"\\]|\\.)*)"`

/** The command that takes a whole line apart. */
export const parseLine = (...parts: string[]) => `parse @message /^${parts.join('')}/`

/** What is left of the line. */
export const restPattern = '(?<rest>.*)'

/** A command of its own, so that lines without referer and user agent stay without these fields. */
export const parseRefererAndAgent = `parse rest /^[^"]*${quotedPattern('referer')} ${quotedPattern('userAgent')}/`
