import { CopyText } from './copy-text'

/** Why an action was refused, with the commands that do it elsewhere. */
export function Refused({
  why,
  commands,
  what,
}: {
  why: string
  commands: string[]
  what: string
}) {
  return (
    <div className="small" role="alert">
      {why && (
        <p>
          <b className="bad">✕ {what}</b> {why}
        </p>
      )}
      {commands.length > 0 && <CopyText text={commands.join('\n')} what="command" />}
    </div>
  )
}
