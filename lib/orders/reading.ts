import type { Failure } from '@/lib/failure'
import type { Report } from './report'

/** What the API answers about now; `report` is null where nothing follows the shop. */
export type SituationReading = { ok: true; report: Report | null } | { ok: false; failure: Failure }
