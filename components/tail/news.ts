import { readPieces } from '@/components/shell/read-pieces'
import type { Failure } from '@/lib/failure'
import type { TailNews } from '@/lib/tail'

const silenceMs = 15_000

const unreachable: Failure = {
  kind: 'unreachable',
  message: 'The CafeWatch server cannot be reached.',
  remedy: 'Check that it is running. This page retries automatically.',
}

const failedWith = (failure: Failure): TailNews => ({ kind: 'failed', failure })

/** Why a request was refused before its stream began. */
async function refusal(response: Response): Promise<TailNews> {
  const { failure, error } = (await response.json()) as {
    failure?: Failure
    error?: { message: string }
  }
  return failedWith(
    failure ?? {
      kind: 'failed',
      message: error?.message ?? `The server answered ${response.status}.`,
      remedy: 'Load the page again.',
    },
  )
}

/** Reads the events of a tail. Its last news says why it ended; a server that falls silent counts as gone. */
export async function* readNews(url: string, signal: AbortSignal): AsyncGenerator<TailNews> {
  const gone = new AbortController()
  const leave = () => gone.abort()
  signal.addEventListener('abort', leave, { once: true })
  let silent = setTimeout(leave, silenceMs)
  try {
    const response = await fetch(url, { signal: gone.signal, cache: 'no-store' })
    if (!response.ok || !response.body) {
      yield await refusal(response)
      return
    }
    for await (const event of readPieces(response.body, '\n\n')) {
      clearTimeout(silent)
      silent = setTimeout(leave, silenceMs)
      yield JSON.parse(event.slice('data: '.length)) as TailNews
    }
    yield failedWith(unreachable)
  } catch {
    if (!signal.aborted) yield failedWith(unreachable)
  } finally {
    clearTimeout(silent)
    signal.removeEventListener('abort', leave)
    gone.abort()
  }
}
