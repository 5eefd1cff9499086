import { addressMacros } from './addresses'
import { compareMacros } from './compare'
import { sortMacros } from './sort'
import { templateMacros } from './template'
import { valueMacros } from './value'

/** SQL that creates what compiled queries call, each behind those that it calls itself. A store runs it when it is opened. */
export const createMacros = [
  ...valueMacros,
  ...compareMacros,
  ...sortMacros,
  ...addressMacros,
  ...templateMacros,
]
  .map(({ definition }) => definition)
  .join(';\n')
