import type { useAction } from './use-action'

/** What became of a test message. */
export function TestOutcome({
  test,
}: {
  test: Pick<ReturnType<typeof useAction>, 'state' | 'why'>
}) {
  return (
    <p className="small" aria-live="polite">
      {test.state === 'done' && <b className="good">✓ Test message delivered.</b>}
      {test.state === 'refused' && (
        <>
          <b className="bad">✕ Test message not delivered.</b> {test.why}
        </>
      )}
    </p>
  )
}
