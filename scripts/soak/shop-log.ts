import { appendFileSync, existsSync, renameSync, writeFileSync } from 'node:fs'
import { random } from '@/lib/demo/random'
import { combinedTime } from '../combined-time'

const tickMs = 100
const kept = 9
const pages = ['/', '/cafe/', '/cafe/menu.php', '/cafe/cart.php', '/cafe/processOrder.php']

/** A web server's log that grows for as long as it is asked to; the size of each answer is the line's number. */
export interface ShopLog {
  /** How many lines were written. */
  written(): number
  /** Renames the file as logrotate does, and goes on in a new one. */
  rotate(): void
  stop(): void
}

export function startShopLog(path: string, linesPerSecond: number): ShopLog {
  const next = random(1, 0)
  const beganMs = performance.now()
  let written = 0
  const lineOf = (number: number, stamp: string) => {
    const client = `203.0.${Math.floor(next.next() * 20)}.${Math.floor(next.next() * 250)}`
    const page = pages[Math.floor(next.next() * pages.length)]
    return `${client} - - [${stamp}] "GET ${page} HTTP/1.1" 200 ${number} "-" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"\n`
  }
  writeFileSync(path, '')
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - beganMs) / 1000) * linesPerSecond)
    const stamp = combinedTime(Date.now())
    let lines = ''
    while (written < due) {
      written += 1
      lines += lineOf(written, stamp)
    }
    appendFileSync(path, lines)
  }, tickMs)
  return {
    written: () => written,
    rotate() {
      for (let at = kept - 1; at >= 1; at -= 1)
        if (existsSync(`${path}.${at}`)) renameSync(`${path}.${at}`, `${path}.${at + 1}`)
      renameSync(path, `${path}.1`)
      writeFileSync(path, '')
    },
    stop: () => clearInterval(timer),
  }
}
