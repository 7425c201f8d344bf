/** How much of Electron's program has come. */
import type { TrayState } from '../../../core/tray/tray-state.ts'
import { Bar } from '../parts/mark.tsx'

export function TrayProgress({ state }: { readonly state: TrayState }) {
  if (state.kind !== 'fetching' || state.totalBytes === undefined) return null
  const percent = Math.round((100 * state.receivedBytes) / state.totalBytes)
  return (
    <span
      class="tray-progress"
      role="progressbar"
      aria-label="Electron for the tray"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <Bar percent={percent} warns={false} isWide />
    </span>
  )
}
