import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { cost } from './password-cost'

const maxmem = 64 * 2 ** 20
const keyBytes = 32
/** More would take memory and processors from the pages. */
const atOnce = 2

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

const derive = (password: string, salt: Buffer, { N, r, p }: typeof cost) =>
  inTurn(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        // The same characters typed on another keyboard are the same password.
        scrypt(password.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem }, (error, key) =>
          error ? reject(error) : resolve(key),
        )
      }),
  )

/** A hash of a password that is slow to guess: `scrypt$N$r$p$salt$key`. */
export async function hashOf(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost)
  const { N, r, p } = cost
  return ['scrypt', N, r, p, salt.toString('base64'), key.toString('base64')].join('$')
}

// Takes as long as the hash of a user, so that time does not tell whether a name exists.
const ofNobody = [
  'scrypt',
  cost.N,
  cost.r,
  cost.p,
  randomBytes(16).toString('base64'),
  randomBytes(keyBytes).toString('base64'),
].join('$')

/** Whether it is the password of a hash; null stands for a user that does not exist, and takes as long. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = (hash ?? ofNobody).split('$')
  const wanted = Buffer.from(key, 'base64')
  const found = await derive(password, Buffer.from(salt, 'base64'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  })
  return found.length === wanted.length && timingSafeEqual(found, wanted) && hash !== null
}
