const words: Record<string, string> = {
  '204': 'no content',
  '206': 'partial',
  '301': 'moved',
  '304': 'not modified',
  '400': 'bad request',
  '401': 'unauthorized',
  '403': 'forbidden',
  '404': 'not found',
  '408': 'timed out',
  '410': 'gone',
  '429': 'too many',
  '500': 'server error',
  '502': 'bad gateway',
  '503': 'unavailable',
  '504': 'timed out',
}
const kinds: Record<string, { word: string; tone: string }> = {
  '1': { word: 'informational', tone: 'mute' },
  '2': { word: 'ok', tone: 'good' },
  '3': { word: 'redirect', tone: 'mute' },
  '4': { word: 'client error', tone: 'warn' },
  '5': { word: 'server error', tone: 'bad' },
}

/** An HTTP status with its meaning in a word, and its colour. */
export function StatusWord({ status }: { status: string }) {
  const kind = /^[1-5]\d\d$/.test(status) ? kinds[status.charAt(0)] : undefined
  return (
    <span className={kind?.tone ?? 'mute'} style={{ whiteSpace: 'nowrap' }}>
      <b>{status}</b> {kind && (words[status] ?? kind.word)}
    </span>
  )
}
