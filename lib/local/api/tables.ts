import { dashboardTables } from './dashboards'
import { deletionProtectionTables } from './deletion-protection'
import { logGroupTagTables } from './log-group-tags'
import { queryDefinitionTables } from './query-definitions'
import { subscriptionFilterTables } from './subscription-filters'

/** The tables that only operations read. */
export const operationTables =
  queryDefinitionTables +
  dashboardTables +
  logGroupTagTables +
  deletionProtectionTables +
  subscriptionFilterTables
