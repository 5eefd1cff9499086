import { setTimeout } from 'node:timers/promises'
import { setRuntime } from '@/lib/aws/runtime'
import { testExisting, testTrial } from '@/lib/back-test/read'
import type { BackTests } from '@/lib/back-test/result'
import { trialAlarm } from '@/lib/back-test/trial-alarm'
import { readBlindSpots } from '@/lib/blind-spots/read'
import type { BlindSpots } from '@/lib/blind-spots/result'
import { type Env, hostInUrl, readEnv } from '@/lib/env'
import { knownIncidents, readSituation } from '@/lib/situation/read'
import { toldIncidents } from '@/lib/situation/told-incidents'
import type { TimeRange } from '@/lib/time'
import { type Question, readArguments, usage, type Wanted, WrongUsage } from './back-test/arguments'
import { safe, shownBackTests, shownBlindSpots } from './back-test/shown'
import { startSource } from './source'

const ended = { answered: 0, failed: 1, wrong: 2, gaps: 3 }

type Answered = { tests: BackTests } | { spots: BlindSpots }

/** Could not be answered; `wrong` when the question is to blame. */
class NoAnswer extends Error {
  constructor(
    message: string,
    readonly wrong: boolean,
  ) {
    super(message)
  }
}

const addressOf = ({ host, port, tls, basePath }: Env) =>
  `${tls ? 'https' : 'http'}://${hostInUrl(/^(0\.0\.0\.0|::)$/.test(host) ? 'localhost' : host)}:${port}${basePath}`

/** Whether a CafeWatch is running: it owns the store, so it has to answer. */
async function isServed(env: Env): Promise<boolean> {
  try {
    await fetch(`${addressOf(env)}/api/health`, { signal: AbortSignal.timeout(5_000) })
    return true
  } catch {
    return false
  }
}

function requestFor(question: Question, range: TimeRange) {
  const params = new URLSearchParams({
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
  })
  if (question.kind === 'blind-spots') return { path: `/api/blind-spots?${params}`, init: {} }
  if (question.kind === 'existing') {
    for (const name of question.names) params.append('alarm', name)
    return { path: `/api/back-test?${params}`, init: {} }
  }
  const body = JSON.stringify(question.body)
  const headers = { 'content-type': 'application/json' }
  return { path: `/api/back-test?${params}`, init: { method: 'POST', headers, body } }
}

interface Refusal {
  error?: { message?: string }
  failure?: { message?: string; remedy?: string }
}

async function askServer(env: Env, { question, rangeAt }: Wanted): Promise<Answered> {
  const { path, init } = requestFor(question, rangeAt(Date.now()))
  const headers = new Headers(init.headers)
  if (env.token !== null) headers.set('authorization', `Bearer ${env.token}`)
  const response = await fetch(`${addressOf(env)}${path}`, { ...init, headers })
  if (response.status === 401)
    throw new NoAnswer(
      'The server asks who you are: make a token (npm run token -- add NAME --role viewer), and give it as CAFEWATCH_TOKEN.',
      false,
    )
  const answer: unknown = await response.json().catch(() => ({}))
  if (response.ok)
    return question.kind === 'blind-spots'
      ? { spots: answer as BlindSpots }
      : { tests: answer as BackTests }
  const { error, failure } = answer as Refusal
  const message = error?.message ?? [failure?.message, failure?.remedy].filter(Boolean).join(' ')
  throw new NoAnswer(message || `The server answered ${response.status}.`, error !== undefined)
}

/** The incidents of the shop, once its last days have been read; null where nothing follows it. */
async function learntIncidents() {
  for (;;) {
    const situation = await readSituation()
    if (!situation.ok || situation.againInMs === undefined) return null
    const incidents = knownIncidents()
    if (incidents) return incidents
    await setTimeout(situation.againInMs)
  }
}

/** Reads the log in this process, as `npm start` would. */
async function askHere(env: Env, { question, rangeAt }: Wanted): Promise<Answered> {
  console.error(`No CafeWatch answers at ${addressOf(env)}: the log is read here.`)
  const source = await startSource(env, Date.now, (text) => console.error(text))
  setRuntime(source.runtime)
  try {
    await source.loaded
    const range = rangeAt(source.runtime.now())
    if (question.kind === 'blind-spots') {
      const told = toldIncidents(await learntIncidents(), source.runtime.now())
      const reading = await readBlindSpots({ range, told })
      if (reading.ok) return { spots: reading }
      throw new NoAnswer(`${reading.failure.message} ${reading.failure.remedy}`, false)
    }
    const tested =
      question.kind === 'existing'
        ? await testExisting(question.names.length > 0 ? question.names : null, { range })
        : await testTrial(trialAlarm.parse(question.body), { range })
    if (tested.ok) return { tests: tested }
    if ('wrong' in tested) throw new NoAnswer(tested.wrong.message, true)
    if ('unknown' in tested) throw new NoAnswer(`There is no alarm named ${tested.unknown}.`, true)
    throw new NoAnswer(`${tested.failure.message} ${tested.failure.remedy}`, false)
  } finally {
    await source.close()
  }
}

async function main(): Promise<number> {
  const wanted = readArguments(process.argv.slice(2))
  if (!wanted) {
    console.log(usage)
    return ended.answered
  }
  const env = readEnv()
  const answered = (await isServed(env)) ? await askServer(env, wanted) : await askHere(env, wanted)
  const whole = 'tests' in answered ? answered.tests : answered.spots
  const shown =
    'tests' in answered ? shownBackTests(answered.tests) : shownBlindSpots(answered.spots)
  console.log(wanted.json ? safe(JSON.stringify(whole, null, 2)) : shown)
  return 'spots' in answered && answered.spots.gaps.length > 0 ? ended.gaps : ended.answered
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    const message = safe(error instanceof Error ? error.message : String(error))
    console.error(error instanceof WrongUsage ? `${message}\n\n${usage}` : message)
    const wrong = error instanceof WrongUsage || (error instanceof NoAnswer && error.wrong)
    process.exit(wrong ? ended.wrong : ended.failed)
  })
