import type { FieldProblem } from './page-words'

/** What is wrong with a field; nothing when all is well. */
export function Problem({ text }: { text: string }) {
  if (text === '') return null
  return (
    <p className="bad small" role="alert">
      {text}
    </p>
  )
}

/** What the server does not take of a field, each with its sentence. */
export const Problems = ({ problems }: { problems: readonly FieldProblem[] }) =>
  problems.map(({ path, text }) => <Problem key={path.join('.')} text={text} />)
