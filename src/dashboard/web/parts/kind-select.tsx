/** Which kinds of agents are shown: all, one of those there are, or the several that an address names. */
import { kindOf } from '../../../agents/kinds.ts'
import { setQuery } from '../navigation.tsx'
import { Select } from './select.tsx'

interface KindSelectProps {
  /** Those there are, each with how many where that is known. */
  readonly kinds: readonly { readonly id: string; readonly count?: number }[]
  readonly chosen: readonly string[]
}

/** With one kind alone there is nothing to choose. */
export function KindSelect({ kinds, chosen }: KindSelectProps) {
  const value = chosen.join(',')
  if (kinds.length < 2 && value === '') return null
  const named = kinds.map(({ id, count }) => ({
    value: id,
    label: `${kindOf(id).displayName}${count === undefined ? '' : ` (${count})`}`,
  }))
  const others = chosen.map((id) => kindOf(id).displayName).join(', ')
  const isListed = value === '' || kinds.some(({ id }) => id === value)
  return (
    <Select
      label="Agent"
      class="is-bounded"
      value={value}
      choices={[{ value: '', label: 'All agents' }, ...named, ...(isListed ? [] : [{ value, label: others }])]}
      onChange={(agent) => setQuery({ agent })}
    />
  )
}
