/** Under the bar of every screen: the tray's question, how far its program is, and why it did not come. Settings has its own place for it. */
import { useEffect } from 'preact/hooks'
import type { TrayState } from '../../../core/tray/tray-state.ts'
import { trayQuestion } from '../../../core/tray/tray-words.ts'
import { announce } from '../announcer.tsx'
import { isLive, liveTray } from '../live/live-store.ts'
import { Mark } from '../parts/mark.tsx'
import { TrayAnswers } from './tray-answers.tsx'
import { TrayProgress } from './tray-progress.tsx'

const told: readonly TrayState['kind'][] = ['asking', 'fetching', 'unpacking', 'failed']

export function TrayBanner() {
  const tray = liveTray.value
  const isTold = isLive.value && tray !== undefined && told.includes(tray.state.kind)
  const kind = isTold ? tray.state.kind : undefined
  // The figures in between are for the eye.
  // biome-ignore lint/correctness/useExhaustiveDependencies: said once for each kind of news.
  useEffect(() => {
    if (isTold) announce(tray.message)
  }, [kind])
  if (!isTold) return null
  const { state, message } = tray
  return (
    <section class="banner tray-banner" aria-label="Tray">
      <span class="tray-words">
        {state.kind === 'failed' && <Mark name="fail" />}
        {message} {state.kind === 'asking' && <b>{trayQuestion}</b>}
        <TrayProgress state={state} />
      </span>
      <span class="banner-end">
        <TrayAnswers state={state} />
      </span>
    </section>
  )
}
