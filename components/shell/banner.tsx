'use client'

import { createContext, type ReactNode, useContext } from 'react'
import { shortWords } from '@/lib/short-words'

import styles from './banner.module.css'
import { LinkedWords, linksIn, type WordLink } from './linked-words'
import { LogText } from './log-text'
import { Tab, type Tone } from './tab'

/** The time since which it is not known how things are, as it is written; null when it is known. */
const NotKnownSince = createContext<string | null>(null)

export const KnownUntil = ({ time, children }: { time: string | null; children: ReactNode }) => (
  <NotKnownSince value={time}>{children}</NotKnownSince>
)

interface BannerProps {
  title: string
  tone?: Tone
  /** 1 when it is what the page is about. */
  level?: 1 | 2
  action?: ReactNode
  /** Of its words, those that open what they stand for, each once. */
  links?: readonly WordLink[]
  /** Below, over the whole width. */
  more?: ReactNode
  children?: ReactNode
}

type Links = readonly WordLink[]

/** What is said, cut for reading at a glance, with its links. */
const shortened = (said: ReactNode, links: Links) =>
  typeof said === 'string' ? <LinkedWords text={shortWords(said)} links={links} /> : said

/** The links for the title, and those for what is said below it. */
function partedLinks(title: string, links: Links): { ofTitle: Links; ofRest: Links } {
  const short = links.map((link) => ({ ...link, words: shortWords(link.words) }))
  const ofTitle = linksIn(title, short)
  const used = new Set(ofTitle.map(({ words }) => words))
  return { ofTitle, ofRest: short.filter(({ words }) => !used.has(words)) }
}

/** What was cut of a headline and of what is said below it; nothing where nothing was. */
function InFull({ title, children }: Pick<BannerProps, 'title' | 'children'>) {
  const said = typeof children === 'string' ? `${title} ${children}` : title
  if (shortWords(said) === said) return null
  return (
    <details className="small">
      <summary>in full</summary>
      <p className="log">
        <LogText text={said} maxLength={20_000} />
      </p>
    </details>
  )
}

const notKnown = (time: string) => `Not known since ${time}`

/** What the page has to say first, in its largest words; once it is old, only that it is. */
export function Banner(props: BannerProps) {
  const { title, tone, level = 1, action, links = [], more, children } = props
  const time = useContext(NotKnownSince)
  const old = time !== null && tone !== undefined
  const shown = {
    tone: old ? 'unknown' : tone,
    title: old && level === 1 ? notKnown(time) : shortWords(title),
  }
  const { ofTitle, ofRest } = partedLinks(shown.title, links)
  const Heading = `h${level}` as const
  return (
    <section className={styles.banner} data-tone={shown.tone} aria-live="polite">
      {level === 1 && shown.tone && <Tab tone={shown.tone} title={shown.title} />}
      <div className={styles.words}>
        <Heading>
          <LinkedWords text={shown.title} links={ofTitle} />
        </Heading>
        {old && level === 1 ? (
          <p>
            CafeWatch gives no new numbers. This page retries automatically. Until then it said:{' '}
            {shortWords(title)} {shortened(children, [])}
          </p>
        ) : (
          children && <p>{shortened(children, ofRest)}</p>
        )}
        <InFull title={title}>{children}</InFull>
      </div>
      {action}
      {more}
    </section>
  )
}

/** On pages that say nothing of how things are: that it is not known, when that is so. */
export function StaleNote() {
  const time = useContext(NotKnownSince)
  if (time === null) return null
  return (
    <Banner title={notKnown(time)} tone="unknown" level={2}>
      CafeWatch gives no new numbers: what this page shows is from before. It retries automatically.
    </Banner>
  )
}
