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

export function useDraft(inForce: string): Draft {
  const [draft, setDraft] = useState<string>()
  const asked = useRef<string | undefined>(undefined)
  const text = draft ?? inForce
  return {
    text,
    type: setDraft,
    drop: () => setDraft(undefined),
    isNew: () => text.trim() !== (asked.current ?? inForce),
    async ask(save) {
      const own = text.trim()
      asked.current = own
      const refused = await save()
      // Another one may have been asked for since, or typed.
      if (asked.current === own) asked.current = undefined
      if (refused === undefined) setDraft((now) => (now === text ? undefined : now))
      return refused
    },
  }
}
