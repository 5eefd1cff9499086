/** A command or function as an editor offers it: its name, how it is written, and what it does in one sentence. */
export interface Word {
  name: string
  form: string
  says: string
}

/** All words of the language, for completion and highlighting. */
export const vocabulary: { commands: Word[]; functions: Word[]; keywords: string[] } = {
  commands: [
    { name: 'fields', form: 'fields a, b as c', says: 'Chooses and computes columns.' },
    {
      name: 'filter',
      form: 'filter status >= 500',
      says: 'Keeps the events for which this holds.',
    },
    {
      name: 'stats',
      form: 'stats count(*) as n by bin(5m)',
      says: 'Counts and measures in groups.',
    },
    { name: 'sort', form: 'sort n desc', says: 'Orders the rows.' },
    { name: 'limit', form: 'limit 20', says: 'Ends after so many rows.' },
    { name: 'parse', form: 'parse @message "* *" as a, b', says: 'Takes columns out of text.' },
  ],
  functions: [
    { name: 'count', form: 'count(*)', says: 'How many there are.' },
    { name: 'bin', form: 'bin(5m)', says: 'The stretch of time that an event lies in.' },
  ],
  keywords: ['as', 'by', 'and', 'or', 'not', 'in', 'like', 'asc', 'desc'],
}
