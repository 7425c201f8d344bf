/** Model, effort and mode: as they are, or set by the agent's own command before the prompt. */
import type { SettingChoices, SettingId } from '../../../core/prompts/prompt-library.ts'
import { Segments } from '../parts/segments.tsx'
import { Select } from '../parts/select.tsx'
import { modelText } from '../processes/words.ts'
import { settings, targets } from './compose-state.ts'
import { commandList } from './library-state.ts'

const asIs = 'as-is'
const names: Readonly<Record<SettingId, string>> = { model: 'Model', effort: 'Effort', mode: 'Mode' }

const choose = (id: SettingId, value: string): void => {
  const { [id]: _, ...others } = settings.peek()
  settings.value = value === asIs ? others : { ...others, [id]: value }
}

/** `isNarrow`: as lists, where there is little room. */
export function SettingsRow({ isNarrow }: { readonly isNarrow: boolean }) {
  const offered = commandList.value?.settings ?? []
  if (offered.length === 0) return null
  const notes = offered.flatMap(({ id, note }) =>
    settings.value[id] === undefined || note === undefined ? [] : [note],
  )
  return (
    <>
      {isNarrow ? (
        <p class="cline">
          {offered.map((one) => (
            <Select
              key={one.id}
              label={names[one.id]}
              value={settings.value[one.id] ?? asIs}
              choices={[
                { value: asIs, label: `${names[one.id]} as is` },
                ...one.choices.map(({ id, name }) => ({ value: id, label: `${names[one.id]} ${name.toLowerCase()}` })),
              ]}
              onChange={(value) => choose(one.id, value)}
            />
          ))}
        </p>
      ) : (
        <div class="cctl">
          {offered.map((one) => (
            <Setting key={one.id} setting={one} />
          ))}
        </div>
      )}
      {[...new Set(notes)].map((note) => (
        <p key={note} class="fine muted">
          {note}
        </p>
      ))}
    </>
  )
}

function Setting({ setting: { id, choices } }: { readonly setting: SettingChoices }) {
  const [agent] = targets.value
  const now = id === 'model' && agent !== undefined ? modelText(agent) : undefined
  return (
    <div>
      <span class="lab">{names[id]}</span>
      <Segments
        label={names[id]}
        value={settings.value[id] ?? asIs}
        segments={[
          { value: asIs, label: now === undefined ? 'As is' : `As is: ${now}` },
          ...choices.map((choice) => ({ value: choice.id, label: choice.name })),
        ]}
        onChange={(value) => choose(id, value)}
      />
    </div>
  )
}
