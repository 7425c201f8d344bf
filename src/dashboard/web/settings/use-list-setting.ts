/** A setting that is a list of texts: what is in it, a change of it, and why that was refused. */
import { useState } from 'preact/hooks'
import type { Setting, SettingChanges } from '../../../core/settings/settings.ts'

export function useListSetting(
  { key, value }: Setting,
  onChange: (changes: SettingChanges) => Promise<string | undefined>,
) {
  const [problem, setProblem] = useState('')
  return {
    texts: typeof value === 'object' ? value : [],
    problem,
    /** An empty one is set back. True: it is in force. */
    async change(next: readonly string[]): Promise<boolean> {
      const refused = await onChange({ [key]: next.length === 0 ? null : next })
      setProblem(refused ?? '')
      return refused === undefined
    },
  }
}
