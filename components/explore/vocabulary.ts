/** A command or function of the query language: its name, how it is written, and what it does in one sentence. */
export interface Word {
  name: string
  form: string
  says: string
}

export interface Vocabulary {
  commands: Word[]
  functions: Word[]
  keywords: string[]
}
