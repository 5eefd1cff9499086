/** Words of a text that open what they stand for. */
export interface WordLink {
  words: string
  href: string
  /** What it opens. */
  title: string
}

interface Found extends WordLink {
  at: number
}

/** Where words stand by themselves: "0 orders" is no part of "10 orders". */
function placeOf(words: string, text: string): number {
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + 1)) {
    const [before = ' ', after = ' '] = [text[at - 1], text[at + words.length]]
    if (!/[\p{L}\p{N}:]/u.test(before) && !/[\p{L}\p{N}:]/u.test(after)) return at
  }
  return -1
}

/** The links whose words a text has, in its order; of those that overlap, the longer. */
export function linksIn(text: string, links: readonly WordLink[]): Found[] {
  const found = links
    .map((link) => ({ ...link, at: placeOf(link.words, text) }))
    .filter(({ at }) => at !== -1)
    .sort((a, b) => b.words.length - a.words.length)
  const kept: Found[] = []
  for (const one of found)
    if (
      kept.every(({ at, words }) => one.at + one.words.length <= at || at + words.length <= one.at)
    )
      kept.push(one)
  return kept.sort((a, b) => a.at - b.at)
}

/** A text with links on some of its words. */
export function LinkedWords({ text, links }: { text: string; links: readonly WordLink[] }) {
  const found = linksIn(text, links)
  return (
    <>
      {found.map(({ words, href, title, at }, nth) => {
        const last = found[nth - 1]
        return (
          <span key={at}>
            {text.slice(last ? last.at + last.words.length : 0, at)}
            <a href={href} title={title}>
              {words}
            </a>
          </span>
        )
      })}
      {text.slice(found.reduce((end, { at, words }) => Math.max(end, at + words.length), 0))}
    </>
  )
}
