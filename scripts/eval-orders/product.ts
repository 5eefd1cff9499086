import { spawn } from 'node:child_process'
import { readSaid, type Said } from './said'
import type { Scenario } from './scenario'

export interface Files {
  log: string
  site: string
}

/** Says what it makes of a log at each instant of a scenario's evaluated time. */
export type Judge = (files: Files, scenario: Scenario) => Promise<{ said: Said[]; output: string }>

const maxErrorChars = 2_000

/** A program as the judge. Throws an Error with what it wrote when it fails or says too little. */
export const programJudge =
  (command: readonly string[], every: string): Judge =>
  async ({ log, site }, { evaluated }) => {
    const iso = (atMs: number) => new Date(atMs).toISOString()
    const range = ['--from', iso(evaluated.fromMs), '--to', iso(evaluated.toMs), '--every', every]
    const output = await outputOf([...command, '--log', log, '--site', site, ...range])
    const said = readSaid(output)
    const wanted = Math.floor((evaluated.toMs - evaluated.fromMs) / everyMs(every))
    if (said.length < wanted)
      throw new Error(`it wrote ${said.length} lines for ${wanted} instants`)
    const inOrder = said.every(({ atMs }, index) => atMs > (said[index - 1]?.atMs ?? 0))
    if (!inOrder) throw new Error('its instants are not in order')
    return { said, output }
  }

const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 }
const everyMs = (every: string) => Number(every.slice(0, -1)) * (unitMs[every.slice(-1)] ?? 60_000)

function outputOf([program = '', ...args]: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const parts: Buffer[] = []
    let complaint = ''
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.stderr.on('data', (part: Buffer) => {
      if (complaint.length < maxErrorChars) complaint += part.toString('utf8')
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(parts).toString('utf8'))
      else
        reject(
          new Error(`it ended with ${code ?? signal}: ${complaint.trim().slice(0, maxErrorChars)}`),
        )
    })
  })
}
