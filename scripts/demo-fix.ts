import { asTyped } from '@/lib/as-typed'
import { readDemoState, writeDemoState } from '@/lib/demo/state'
import { readEnv } from '@/lib/env'

/** Fixes the menu of the simulated café, or breaks it with --break. */
function main(): string {
  const dir = `${readEnv().dataDir}/demo`
  const state = readDemoState(dir)
  if (!state)
    return asTyped('The simulated café has not been opened yet. Start it first: npm start')
  const nowMs = Date.now()
  const isBroken = state.incidents.some(({ toMs }) => toMs === null)
  if (process.argv.includes('--break')) {
    if (isBroken) return 'The menu is broken already.'
    writeDemoState(dir, {
      ...state,
      incidents: [...state.incidents, { fromMs: nowMs, toMs: null }],
    })
    return 'The menu is broken: /cafe/menu.php answers 500 from now on.'
  }
  if (!isBroken) return asTyped('The menu is not broken. To break it: npm run demo:fix -- --break')
  const incidents = state.incidents.map((incident) => ({
    ...incident,
    toMs: incident.toMs ?? nowMs,
  }))
  writeDemoState(dir, { ...state, incidents })
  return 'The menu is fixed: /cafe/menu.php answers 200 from now on. Orders return within minutes.'
}

console.log(main())
