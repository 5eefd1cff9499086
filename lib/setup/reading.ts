import type { Failure } from '@/lib/failure'
import type { Preview, Proposal } from './proposal'

/** What is proposed for set-up, or why nothing can be yet. */
export type SetupReading =
  | { ok: true; state: 'ready'; proposal: Proposal }
  /** So many lines have been read; it goes on. */
  | { ok: true; state: 'reading'; lines: number; againInMs: number }
  /** There is nothing to propose anything from. */
  | { ok: true; state: 'nothing'; headline: string; details: string; againInMs?: number }
  | { ok: false; failure: Failure }

/** What a way would have shown; null while there is nothing to show it of. */
export type PreviewReading = { ok: true; preview: Preview | null } | { ok: false; failure: Failure }
