'use client'

import { useState } from 'react'
import { Note } from '@/components/shell/panel'
import { proxySentence } from '@/lib/access-log/proxy-clients'
import { counted, day } from '@/lib/format'
import type { Proposal } from '@/lib/setup/proposal'
import { presetNames } from '@/lib/shop/presets'
import type { Site } from '@/lib/site'
import { Customers } from './customers'
import { type Draft, firstDraft, membersOf } from './draft'
import { Ending } from './ending'
import { Hours } from './hours'
import { OrderChoice } from './order-choice'
import { problemsIn } from './page-words'
import { Recipients } from './recipients'
import { Said } from './said'
import styles from './setup.module.css'
import { usePreview } from './use-preview'
import { useSave } from './use-save'
import type { SavedSite } from './use-saved-site'
import { useUnsaved } from './use-unsaved'
import { WaySteps } from './way-steps'
import { Worth } from './worth'

interface SetupFormProps {
  proposal: Proposal
  site: Site
  saved: SavedSite
  nowMs: number
  zone: string
  logGroup: string
  /** How much of the log has been read, in words, while there is nothing to choose from yet; null afterwards. */
  reading: string | null
}

const members = {
  way: ['steps', 'preset', 'orderId'],
  hours: ['openingHours'],
  worth: ['averageOrder', 'currency'],
  customers: ['ignore', 'people'],
  recipients: ['recipients', 'name'],
} as const

function WhatWasRead({
  proposal,
  logGroup,
  zone,
  reading,
}: Pick<SetupFormProps, 'proposal' | 'logGroup' | 'zone' | 'reading'>) {
  const { read, candidates } = proposal
  if (reading !== null)
    return <p className="mute">{reading} Then other requests can be chosen as the order.</p>
  if (read.requests === 0)
    return <p className="mute">Name the request that is an order, or choose your shop system.</p>
  const isFound = candidates.some(({ isLikely }) => isLikely)
  return (
    <p className="mute">
      Read: <b>{counted(read.lines, 'line')}</b> of {logGroup || 'the log'}, from{' '}
      {day(read.fromMs, zone)} to {day(read.toMs, zone)}
      {read.limit === 'lines' && ', as many as are looked at here'}.{' '}
      {isFound
        ? 'Choose what is an order; all can be changed later, and nothing restarts.'
        : 'None of these requests is likely to be an order. If you know which one is, name it below.'}
    </p>
  )
}

/** Whether anybody has said what an order is; lists of agents may be saved before that. */
export const isOrderKnown = ({ site, from }: SavedSite): boolean =>
  site.steps !== undefined || site.preset !== undefined || from === 'siteFile'

/** The set-up of a site, from the order to who is notified, with what it would have shown above. */
export function SetupForm(props: SetupFormProps) {
  const { proposal, site, saved, nowMs, zone, logGroup, reading } = props
  const isSetUp = isOrderKnown(saved)
  const [first] = useState<Draft>(() => {
    const draft = firstDraft(site, proposal.candidates, isSetUp)
    const { preset, orderId, recipients = [], name } = saved.site
    const shopName = typeof name === 'string' ? name : (proposal.host ?? '')
    const named = orderId === undefined ? presetNames.find((name) => name === preset) : undefined
    return { ...draft, preset: named ?? draft.preset, recipients, name: shopName }
  })
  // The default, the café's own addresses, is in force before anything is saved.
  const isWatched = isSetUp || proposal.candidates.some(({ preset }) => preset === 'cafe')
  const [draft, setDraft] = useState(first)
  const previewed = usePreview(draft, zone, reading === null)
  // Days, hours and samples are all of one zone.
  const shownZone = previewed.preview?.zone ?? draft.openingHours?.zone ?? zone
  const { saving, save, check, changed } = useSave()
  useUnsaved(draft, saving.state === 'saved')
  const change = (next: Draft) => {
    changed()
    setDraft(next)
  }
  const refused = problemsIn(saving.state === 'refused' ? saving.wrong : null, draft)
  const problems = refused.length > 0 ? refused : problemsIn(previewed.wrong, draft)
  const problemsOf = (names: readonly string[]) =>
    problems.filter(({ path: [name = ''] }) => names.includes(name))
  const part = (section: keyof typeof members) => ({
    draft,
    change,
    problems: problemsOf(members[section]),
  })
  const here = problemsOf(Object.values(members).flat())
  const elsewhere = problems.filter((one) => !here.includes(one))
  return (
    <div className={styles.setup}>
      <header>
        <h1>What is an order on your site?</h1>
        <WhatWasRead {...{ proposal, logGroup, reading }} zone={shownZone} />
      </header>
      {proposal.read.proxyAddresses > 0 && (
        <Note role="status">{proxySentence(proposal.read.proxyAddresses)}</Note>
      )}
      <Said
        {...{ draft, previewed, saving, saved, nowMs }}
        currency={draft.currency}
        problems={refused.length > 0 ? refused : elsewhere}
        onSave={() => save(membersOf(draft), 'way')}
      />
      <OrderChoice
        {...part('way')}
        {...{ proposal, nowMs }}
        zone={shownZone}
        watched={first.choice === 'current' ? first : null}
      />
      <WaySteps {...part('way')} previewed={previewed} />
      <div className={styles.thirds}>
        <Hours {...part('hours')} zone={proposal.zone} />
        <Worth {...part('worth')} />
        <Recipients {...part('recipients')} canSave={saved.canSave} />
      </div>
      <Customers {...part('customers')} bots={proposal.read.others} />
      <Ending
        {...{ draft, saved, saving, check }}
        isWatched={isWatched}
        onFailuresOnly={() => save({ preset: null, steps: [], orderId: null }, 'failures')}
      />
    </div>
  )
}
