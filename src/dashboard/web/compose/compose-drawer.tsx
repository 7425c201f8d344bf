/** Its code comes when it is first opened. */
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'

export function ComposeDrawer() {
  const [Panel, setPanel] = useState<{ readonly View: ComponentType }>()
  useEffect(() => {
    void import('./compose-panel.tsx').then(({ default: View }) => setPanel({ View }))
  }, [])
  return Panel === undefined ? null : <Panel.View />
}
