import './addresses'
import './compare'
import './exact'
import './masking'
import './sort'
import './template'
import './value'
import './zone-names'
import { definitions } from './sql'

/** SQL that creates what compiled queries call. A store runs it when it is opened. */
export const createMacros = definitions.join(';\n')
