/** The terminal program: whose keys it has, its leader, and keys of its user's own. */
import { type KeymapName, keymapNames, keymapOf, leaderChoices, usualLeader } from '../../../core/keys/keymap.ts'
import type { SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import { plainText } from '../../../core/words/text.ts'
import { Mark } from '../parts/mark.tsx'
import { oneOf } from '../parts/one-of.ts'
import { Segments } from '../parts/segments.tsx'
import { Select } from '../parts/select.tsx'
import { placeWords, settingOf, valueText } from './fields.ts'
import { OwnTexts } from './own-texts.tsx'
import { SettingRow } from './setting-controls.tsx'

interface TerminalSectionProps {
  readonly report: SettingsReport
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
}

const keymapLabels: Readonly<Record<KeymapName, string>> = { tce: 'TCE', argus: 'Argus' }

export function TerminalSection({ report, onChange }: TerminalSectionProps) {
  const [keymap, leader, keys] = ['tui.keymap', 'tui.leader', 'tui.keys'].map((key) => settingOf(report, key))
  if (keymap === undefined || leader === undefined || keys === undefined) return null
  const name = oneOf(keymapNames, valueText(keymap)) ?? 'tce'
  const leaderKey = valueText(leader) || usualLeader
  const own = typeof keys.value === 'object' ? keys.value : []
  const { problems } = keymapOf({ keymap: name, leader: leaderKey, keys: own })
  const known: readonly string[] = leaderChoices
  const leaders = known.includes(leaderKey) ? known : [leaderKey, ...known]
  return (
    <section id="terminal" aria-labelledby="terminal-title">
      <h2 id="terminal-title">Terminal</h2>
      <p class="muted lede">
        The keys of <code>tce tui</code>. A change made here holds from its next start.
      </p>
      {problems.map((words) => (
        <p key={words} class="ferror">
          <Mark name="warn" /> {plainText(words)}
        </p>
      ))}
      <SettingRow
        label="Keys"
        note="Those of Argus take ctrl+q, ctrl+k, ctrl+z and shift+↑ from a focused terminal"
        place={placeWords(keymap)}
      >
        <Segments
          label="Keys of the terminal program"
          segments={keymapNames.map((value) => ({ value, label: keymapLabels[value] }))}
          value={name}
          onChange={(value) => onChange({ 'tui.keymap': value })}
        />
      </SettingRow>
      <SettingRow
        label="Leader"
        note="The one key that a focused terminal does not get; pressed twice it goes in"
        place={placeWords(leader)}
      >
        <Select
          label="Leader"
          value={leaderKey}
          choices={leaders.map((value) => ({ value, label: value }))}
          onChange={(value) => onChange({ 'tui.leader': value })}
        />
      </SettingRow>
      <OwnTexts
        setting={keys}
        words={{
          ...{ label: 'A key of your own', listLabel: 'Keys of your own', example: 'new = n' },
          ...{ note: 'In the list of tasks; ? there has the names.', mostCharacters: 40 },
        }}
        onChange={onChange}
      />
    </section>
  )
}
