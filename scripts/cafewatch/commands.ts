interface Command {
  /** What it does, in a line of the help. */
  does: string
  /** Its module runs as it is loaded, with the arguments behind the command's name. */
  run: () => Promise<unknown>
}

/** What `cafewatch` can do: the same scripts that npm runs in a checkout. */
export const commands: Readonly<Record<string, Command>> = {
  start: { does: 'serves the page', run: () => import('../server') },
  'check-log': {
    does: 'says what would be read from a log',
    run: () => import('../check-log'),
  },
  situation: {
    does: 'says what the page would have said at a time, from a log',
    run: () => import('../situation'),
  },
  user: {
    does: 'adds, lists and removes users, and changes passwords',
    run: () => import('../user'),
  },
  token: { does: 'adds, lists and removes API tokens', run: () => import('../token') },
  backtest: {
    does: 'runs an alarm over the past; the server must run',
    run: () => import('../back-test'),
  },
  'message:test': {
    does: 'sends a test message to the recipients; the server may run',
    run: () => import('../test-message'),
  },
  archive: {
    does: 'verifies, lists and restores the archive of log events',
    run: () => import('../archive'),
  },
  backup: {
    does: 'writes the store, the set-up and the users into one file; the server may run',
    run: () => import('../backup'),
  },
  restore: {
    does: 'puts a backup in place; the server must not run',
    run: () => import('../restore'),
  },
  cloudwatch: {
    does: 'serves the engine alone to AWS clients',
    run: () => import('../cloudwatch'),
  },
  'demo:fix': {
    does: 'fixes the menu of the simulated café',
    run: () => import('../demo-fix'),
  },
}

const width = Math.max(...Object.keys(commands).map((name) => name.length))

/** The help, or what there is instead of a command that there is not. */
export function helpText(unknown?: string): string {
  const list = Object.entries(commands).map(
    ([name, { does }]) => `  ${name.padEnd(width)}  ${does}`,
  )
  return [
    ...(unknown === undefined ? [] : [`There is no command ${JSON.stringify(unknown)}.`, '']),
    'Usage: cafewatch COMMAND [ARGUMENT …]',
    '',
    ...list,
    '',
    'Where the docs say npm run COMMAND --, it is cafewatch COMMAND here.',
  ].join('\n')
}
