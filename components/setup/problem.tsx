/** What the server does not take of a section; nothing when all is well. */
export function Problem({ text }: { text: string }) {
  if (text === '') return null
  return (
    <p className="bad small" role="alert">
      {text}
    </p>
  )
}
