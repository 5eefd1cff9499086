import { Nothing } from '@/components/shell/panel'
import type { CurrentSource } from '@/components/shell/use-reading'
import { countryName } from '@/lib/countries'
import type { View } from '@/lib/view'

/** Why a panel has nothing to show: not read yet, or not received. */
export function NoEvents({ view, source }: { view: View; source: CurrentSource }) {
  if (source.loading)
    return <Nothing title="Still being read">The log is on its way; this fills by itself.</Nothing>
  return (
    <Nothing title="No log events received">
      {view.country
        ? `No requests from ${countryName(view.country)} in this period: remove the filter or choose a longer one.`
        : 'Nothing arrived in this period: choose a longer one, or check that the log is written.'}
    </Nothing>
  )
}
