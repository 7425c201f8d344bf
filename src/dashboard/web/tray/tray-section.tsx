/** The tray in Settings: how it stands, what can be done, what holds from the next start on. */
import type { Setting } from '../../../core/settings/settings.ts'
import { trayByHand } from '../../../core/tray/tray-words.ts'
import { liveTray } from '../live/live-store.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { placeWords } from '../settings/fields.ts'
import { SettingRow } from '../settings/setting-controls.tsx'
import { TrayAnswers } from './tray-answers.tsx'
import { TrayProgress } from './tray-progress.tsx'

interface TraySectionProps {
  readonly setting: Setting | undefined
  /** What is remembered may be another by now. */
  readonly onAnswered: () => void
}

export function TraySection({ setting, onAnswered }: TraySectionProps) {
  const tray = liveTray.value
  if (tray === undefined || setting === undefined) return null
  const { state, message } = tray
  const byHand = trayByHand(state)
  return (
    <section id="tray" aria-labelledby="tray-title">
      <h2 id="tray-title">Tray</h2>
      <p class="muted lede">
        A coloured dot in the panel or menu bar that shows who waits for you. Electron draws it; its program is fetched
        once and believed only with the sum that TCE knows.
      </p>
      <SettingRow label="Now" note={message}>
        <TrayAnswers state={state} onAnswered={onAnswered} />
      </SettingRow>
      <TrayProgress state={state} />
      {byHand !== undefined && (
        <p class="copyline">
          <code>{byHand}</code>
          <CopyButton text={byHand} what="command" />
        </p>
      )}
      <SettingRow label="At every start" place={placeWords(setting)}>
        <span class="muted">{atEveryStart(setting.value)}</span>
      </SettingRow>
    </section>
  )
}

function atEveryStart(value: Setting['value']): string {
  if (value === true) return 'The tray comes'
  return value === false ? 'No tray' : 'npm start brings it, tce run asks'
}
