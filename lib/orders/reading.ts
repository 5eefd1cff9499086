import type { Failure } from '@/lib/failure'
import type { ExpectedBin } from '@/lib/orders/expected/expected-bin'
import type { Incident } from '@/lib/orders/incidents/incidents'
import type { Report } from '@/lib/orders/report/report'
import type { Judged } from '@/lib/orders/watch/judged'
import type { ShopState } from '@/lib/orders/watch/shop-state'

/** What the API answers about now, in the server's zone, and what that is made from; `report` is null where nothing follows the shop. */
export type SituationReading =
  | {
      ok: true
      report: Report | null
      state: ShopState | null
      /** Counts in CloudWatch the visits that the report counted; where something follows the shop. */
      visitsQuery?: string
      againInMs?: number
    }
  | { ok: false; failure: Failure }

/** The incidents of the last days; null where nothing follows the shop, or while they are being read. */
export type IncidentsReading =
  | {
      ok: true
      incidents: readonly Incident[] | null
      report: Report | null
      /** From when on the log has been read, epoch ms; null while it is being read. */
      readFromMs: number | null
      /** How much of that was judged; null while it is being read. */
      judged: Judged | null
      againInMs?: number
    }
  | { ok: false; failure: Failure }

/** The orders to expect, bin by bin; null where nothing follows the shop, or what is usual is still being learned. */
export type ExpectedReading =
  | { ok: true; bins: readonly ExpectedBin[] | null; isLearning: boolean; againInMs?: number }
  | { ok: false; failure: Failure }
