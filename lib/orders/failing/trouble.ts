import type { Visit } from '@/lib/visits/visits'
import type { Among } from './among'
import type { Asking, Outcomes } from './group-outcomes'

/** In what way a request did not do what the visitor wanted. */
export type Failure =
  | 'error'
  | 'refused'
  | 'gone'
  | 'slow'
  | 'loop'
  | 'otherwise'
  | 'short'
  | 'back'

/** What the status of an answer does not tell of it: it has far fewer bytes than usual, or sends visitors back. */
export type Untold = Extract<Failure, 'short' | 'back'>

/** In what way a request fails, where its status does not tell; a member for JSON. */
export const untoldOf = (failure: Failure): { failure?: Untold } =>
  failure === 'short' || failure === 'back' ? { failure } : {}

/** Whether a failure looks well answered: only orders that are missing tell it from a change of the site. */
export const seemsWell = (failure: Failure): boolean =>
  failure === 'otherwise' || failure === 'short' || failure === 'back'

/** The key of all pages together: whether visits of one country, browser or referrer are refused wherever they come. */
export const everyPage = 'every page'

/** A visit that met a failure, and when it first did, epoch ms. */
export interface Affected {
  visit: Visit
  atMs: number
}

/** A run of failures that is more than what is usual for a request. */
export interface Trouble {
  /** Identifies the request: its step or its path. */
  key: string
  failure: Failure
  method: string
  /** The path, or the pattern of several. */
  path: string
  /** The part of the query that chooses the page, as `?route=checkout/cart`; empty when none does. */
  route: string
  /** One page of many that are asked for in the same way, and the others are answered well. */
  isOneOfMany: boolean
  /** Other pages fail for the same visits. */
  isOnOthers: boolean
  /** -1 for none. */
  step: number
  isStatic: boolean
  /** Only programs send it, and did so for days, as a payment provider reports what was paid. */
  isCallback: boolean
  /** The status it answers with most. */
  status: number
  /** All that it often answers with, the most frequent first, where these are several. */
  statuses?: readonly number[]
  /** The one that was usual before; null where it fails in another way than by that. */
  usualStatus: number | null
  sinceMs: number
  /** When it was answered well last before it began; NaN for never. */
  afterMs: number
  lastMs: number
  failures: number
  /** Requests that were answered well since it began, and how many of them after the last failure. */
  answered: number
  answeredSince: number
  /** How many of the visits met it; not for one page of many, nor for several requests. */
  asking?: Asking
  /** Requests that failed in another way since it began. */
  otherFailures: number
  /** All the ways in which it fails, where these are several and it is hardly ever answered well. */
  ways?: readonly Failure[]
  /** What became of it under all its paths, and how often it was answered well since the last failure. */
  outcomes: Outcomes
  /** How often it failed since it was answered well. */
  failedInRow: number
  /** It has not failed for some minutes, which may be its end. */
  seemsOver: boolean
  /** Nobody has asked for it for hours: whether it would fail is not known. */
  isUnasked: boolean
  /** The one country, browser or referrer that meets it; null when others do as well, or it cannot be told. */
  among: Among | null
  affected: readonly Affected[]
}
