import type { Questions } from '@/components/shell/use-page'

export const errorsQuestions = {
  failing: { query: 'failing-urls' },
  urls: { query: 'requests-by-url' },
  failures: { query: 'failures-by-bin' },
  totals: { query: 'totals' },
  unparsed: { query: 'unparsed-events' },
  situation: { api: 'situation' },
} as const satisfies Questions

/** Of one URL: the page with `?request=`. */
export const urlQuestions = {
  byBin: { query: 'url-by-bin' },
  locations: { query: 'url-locations' },
  agents: { query: 'url-agents' },
  referrers: { query: 'url-referrers' },
  samples: { query: 'sample-events' },
  situation: { api: 'situation' },
  incidents: { api: 'incidents' },
} as const satisfies Questions
