/** The pages of the menu, in its order. */
export const pages = [
  ['/', 'Overview'],
  ['/errors', 'Errors'],
  ['/incidents', 'Incidents'],
  ['/alarms', 'Alarms'],
  ['/explore', 'Explore'],
  ['/tail', 'Live tail'],
  ['/setup', 'Set-up'],
] as const
