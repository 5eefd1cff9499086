import { runtime } from '@/lib/aws/runtime'
import type { Env } from '@/lib/env'
import { exportedSite } from '@/lib/site-file/secrets'
import type { SiteSource, WrittenSite } from '@/lib/site-file/written-site'

/** The site of this process, as it may leave the server. */
export interface SiteReading {
  from: SiteSource['from']
  canSave: boolean
  /** Why nothing can be saved; null when something can. */
  why: string | null
  /** A site file, with `${NAME}` in place of each secret. */
  site: WrittenSite
  /** The names that stand for secrets. */
  variables: string[]
}

/** Why a set-up cannot be saved here; null when it can. */
export function whyNot({ cloudwatch, siteFile: { from, path } }: Env): string | null {
  if (from === 'siteFile')
    return `The site file ${path} rules, since SITE_FILE names it. Change that file and start again, or start without SITE_FILE to set up in the page.`
  if (cloudwatch === 'recorded')
    return 'Recordings answer for the site that was recorded. To set up your own, start with CLOUDWATCH=local or aws.'
  return null
}

export function siteReading(): SiteReading {
  const { env } = runtime()
  const why = whyNot(env)
  return {
    from: env.siteFile.from,
    canSave: why === null,
    why,
    ...exportedSite(env.siteFile.written),
  }
}
