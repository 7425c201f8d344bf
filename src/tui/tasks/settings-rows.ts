/** What can be set in the terminal program itself; everything else is on the page and in config.toml. Pure. */
import { type Keymap, keymapNames, leaderChoices } from '../../core/keys/keymap.ts'

export interface SettingRow {
  /** As in config.toml. */
  readonly key: string
  readonly label: string
  readonly value: string
  readonly choices: readonly string[]
  readonly meaning: string
}

export const settingRows = ({ name, leader }: Pick<Keymap, 'name' | 'leader'>): readonly SettingRow[] => [
  {
    key: 'tui.keymap',
    label: 'Keys',
    value: name,
    choices: keymapNames,
    meaning: 'TCE’s own, or those of Argus. A focused terminal loses ctrl+q, ctrl+k, ctrl+z to the latter.',
  },
  {
    key: 'tui.leader',
    label: 'Leader',
    value: leader,
    choices: leaderChoices,
    meaning: 'The one key that a focused terminal does not get; pressed twice it goes in.',
  },
]

/** The next one in a round. */
export function changeOf(
  { key, value, choices }: SettingRow,
  by: 1 | -1,
): { readonly key: string; readonly value: string } {
  const at = choices.indexOf(value)
  return { key, value: choices[(at + by + choices.length) % choices.length] ?? value }
}
