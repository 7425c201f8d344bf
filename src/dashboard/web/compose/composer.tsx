/** One composer in three sizes: at the side, as a page, on a phone. */
import { useLayoutEffect } from 'preact/hooks'
import { joinLabel, labelOf } from '../../../core/process/agent-words.ts'
import { fieldsOf } from '../../../core/prompts/prompt-library.ts'
import { formatTime } from '../parts/time.ts'
import { followQueue } from '../queue/queue-state.ts'
import { openings } from './compose-open.ts'
import {
  draftAtMs,
  fields,
  followFates,
  followSent,
  reachable,
  settings,
  takeUpDraft,
  targets,
  text,
  wholeText,
} from './compose-state.ts'
import { lengthWords, stateParts } from './compose-words.ts'
import { Attached, Editor } from './editor.tsx'
import { Fate, SentLines } from './fate.tsx'
import { commandList, followLibrary } from './library-state.ts'
import { QuickBar } from './quick-bar.tsx'
import { SendRow, useSending } from './send-row.tsx'
import { SettingsRow } from './settings-row.tsx'
import { TargetList } from './target-list.tsx'

export function useComposer(): void {
  // Before anybody can type: else the draft would take the place of the first letters.
  useLayoutEffect(() => {
    const stops = [openings.subscribe(takeUpDraft), followFates(), followSent(), followLibrary(), followQueue()]
    return () => {
      for (const stop of stops) stop()
    }
  }, [])
}

export function Composer({ isNarrow }: { readonly isNarrow: boolean }) {
  const sending = useSending()
  const names = targets.value.map((agent) => joinLabel(labelOf(agent), ', '))
  const offered = commandList.value?.settings.map(({ id }) => id) ?? []
  const parts = stateParts(names, reachable.value.length, settings.value, offered)
  return (
    <>
      <TargetList />
      <QuickBar />
      <Fields />
      <Editor rows={isNarrow ? 12 : 11} onSend={sending.send} />
      <Attached />
      <SettingsRow isNarrow={isNarrow} />
      <SendRow sending={sending} />
      <Fate />
      <SentLines />
      <p class="cstatus">
        {parts.map(([label, value]) => (
          <span key={label}>
            {label} <b>{value}</b>
          </span>
        ))}
        <span class="spring" />
        <span>{lengthWords(wholeText.value.length)}</span>
        {draftAtMs.value !== undefined && <span>draft kept {formatTime(draftAtMs.value)}</span>}
      </p>
    </>
  )
}

/** The `{{fields}}` of what is written; one without a value goes as it is written. */
function Fields() {
  const names = fieldsOf(text.value)
  if (names.length === 0) return null
  return (
    <div class="vars">
      <span class="lab">Fields</span>
      {names.map((name) => (
        <label key={name}>
          {name}{' '}
          <input
            class="field"
            size={10}
            value={fields.value[name] ?? ''}
            onInput={({ currentTarget }) => {
              fields.value = { ...fields.value, [name]: currentTarget.value }
            }}
          />
        </label>
      ))}
    </div>
  )
}
