/** What is typed into a field that is saved when it is left: it stands there until it is in force, whatever comes in force meanwhile. */
import { useRef, useState } from 'preact/hooks'

export interface Draft {
  readonly text: string
  type(text: string): void
  /** Takes back what was typed. */
  drop(): void
  /** It is neither in force nor asked for already. */
  isNew(): boolean
  /** @param save resolves to why it was refused, with which it stays in the field; undefined: it is in force */
  ask(save: () => Promise<string | undefined>): Promise<string | undefined>
}

/**
 * @param report where `inForce` is from, when it comes later than the answer that something is saved: until another one comes what was
 * saved stands in the field
 */
export function useDraft(inForce: string, report?: object): Draft {
  const [draft, setDraft] = useState<string>()
  const asked = useRef<string | undefined>(undefined)
  const saved = useRef<{ readonly text: string; readonly before: object | undefined } | undefined>(undefined)
  const latest = useRef(report)
  latest.current = report
  const isAwaited = saved.current !== undefined && saved.current.before === report && report !== undefined
  const isInForce = saved.current !== undefined && !isAwaited && saved.current.text === draft
  const text = draft === undefined || isInForce ? inForce : draft
  const change = (next: string | undefined) => {
    if (!isAwaited) saved.current = undefined
    setDraft(next)
  }
  return {
    text,
    type: change,
    drop: () => change(isAwaited ? saved.current?.text : undefined),
    isNew: () => text.trim() !== (asked.current ?? (isAwaited ? saved.current?.text.trim() : undefined) ?? inForce),
    async ask(save) {
      const own = text.trim()
      asked.current = own
      const refused = await save()
      // Another one may have been asked for since, or typed.
      if (asked.current === own) asked.current = undefined
      if (refused === undefined) {
        saved.current = { text, before: latest.current }
        if (report === undefined) setDraft((now) => (now === text ? undefined : now))
      }
      return refused
    },
  }
}
