import { atMost, type Row, rate } from './row'
import type { HealthyScore } from './score-healthy'

/** The figures of healthy days, as the requirement words them. */
export function healthyRows(scores: readonly HealthyScore[]): Row[] {
  if (scores.length === 0) return []
  const days = scores.length
  const sum = (of: (score: HealthyScore) => number) =>
    scores.reduce((total, score) => total + of(score), 0)
  const instants = sum((score) => score.instants)
  const episodes = sum((score) => score.episodes)
  const share = (100 * sum((score) => score.troubled)) / Math.max(1, instants)
  const invented = scores.filter((score) => score.invented > 0).length
  return [
    atMost('Instants in trouble', share, 0.2, { unit: ' %', of: instants, digits: 2 }),
    rate('Episodes in 60 days', episodes, { days, perDays: 60, limit: 1 }),
    atMost('Days with an invented loss (lower bound above 0.5 orders)', invented, 0, {
      unit: '',
      of: days,
      digits: 0,
    }),
    rate('Messages a week (one for each episode)', episodes, { days, perDays: 7, limit: 1 }),
  ]
}
