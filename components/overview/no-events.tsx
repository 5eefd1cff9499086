import { useCountryName } from '@/components/shell/country-names'
import { Nothing } from '@/components/shell/panel'
import type { PanelFrame } from '@/components/shell/panel-page'

/** Why a panel has nothing to show: not read yet, or not received. */
export function NoEvents({ view, source }: Pick<PanelFrame, 'view' | 'source'>) {
  const countryName = useCountryName()
  if (source.loading)
    return <Nothing title="The log is still being read">This fills in as it goes.</Nothing>
  return (
    <Nothing title="No log events received">
      {view.country
        ? `No requests from ${countryName(view.country)} in this period. Remove the filter or choose a longer period.`
        : 'Choose a longer period, or check that the log is being written.'}
    </Nothing>
  )
}
