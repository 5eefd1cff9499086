import type { Report } from '@/lib/orders/report/report'
import { defaultSite } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { type CafeStory, cafeLog, moment, request } from './cafe'
import { tell } from './tell'

export const noon = moment(3, '12:00')
export const one = moment(3, '13:00')
export const evening = moment(3, '15:00')

/** What is said from `fromMs` on of a café that opened on Monday; it is Thursday. */
export function said(
  story: Omit<CafeStory, 'untilMs'>,
  { fromMs = moment(3, '11:00'), toMs = evening, also = [] as VisitRequest[], site = defaultSite },
): Report[] {
  return tell([...cafeLog({ untilMs: toMs, ...story }), ...also], fromMs, toMs, site)
}

export const between = (reports: readonly Report[], fromMs: number, toMs: number) =>
  reports.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
/** When trouble began to be said, and of what kind. */
export const spells = (reports: readonly Report[]) =>
  reports
    .filter(({ tone, kind }, at) => tone === 'trouble' && reports[at - 1]?.kind !== kind)
    .map(({ atMs, kind }) => `${new Date(atMs).toISOString().slice(8, 16)} ${kind}`)
export const firstTrouble = (reports: readonly Report[]) => reports.find(({ tone }) => tone === 'trouble')
export const at = (reports: readonly Report[], ms: number) =>
  reports.find(({ atMs }) => atMs === ms) as Report
export const failing =
  (path: string, status: number, fromMs = noon, toMs = one) =>
  (_: string, asked: string, atMs: number) =>
    asked === path && atMs >= fromMs && atMs < toMs ? status : 200

/** Bots come whether people do or not. */
export const probes = (untilMs: number) =>
  Array.from({ length: Math.floor((untilMs - moment(0, '00:00')) / minuteMs) }, (_, minute) =>
    request(moment(0, '00:00') + minute * minuteMs, '/robots.txt', {
      client: '198.51.100.80',
      agent: 'Googlebot/2.1 (+http://www.google.com/bot.html)',
    }),
  )
