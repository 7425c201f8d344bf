/** The level of an event: a word, and a shape where it is bad. */
import type { Level } from '../../../core/captured/captured-event.ts'
import { Mark } from '../parts/mark.tsx'

export const LevelWord = ({ level }: { readonly level: Level | null }) => (
  <span class={`lv is-${level ?? 'none'}`}>
    {level === 'error' && <Mark name="fail" />}
    {level === 'warn' && <Mark name="warn" />}
    {level ?? '–'}
  </span>
)
