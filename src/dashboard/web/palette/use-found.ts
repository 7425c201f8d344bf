/** What only the server can find: sessions, first passages of all sessions, prompts; asked a moment after the last letter. */
import { useEffect, useState } from 'preact/hooks'
import { plural } from '../../../core/words/format.ts'
import { api, ask } from '../api.ts'
import { momentOf } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { type Deeds, hitEntries, type PaletteEntry, promptEntries, sessionEntry } from './entries.ts'
import { type Asked, mostOfAll } from './rank.ts'

const typingPauseMs = 120
/** Beside the line that leads to all of them. */
const firstHits = 3
/** Enough that what was opened last is among them, where nothing is typed. */
const latestSessions = 50

interface Found {
  readonly entries: readonly PaletteEntry[]
  /** "412 hits in 61 sessions", as soon as that is known. */
  readonly hitWords?: string | undefined
  /** What is listed belongs to what was typed before. */
  readonly isLoading: boolean
}

const unasked = { followsUsage: false } as const

/** `typed`: without the sign of a group. */
export function useFound(typed: string, { group }: Asked, nowMs: number, deeds: Pick<Deeds, 'go'>): Found {
  const text = useAfterPause(typed)
  const asksSessions = group === undefined || group === 'sessions'
  const moment = (at: string) => momentOf(at, nowMs)

  const sessions = useAnswer(
    asksSessions ? `sessions ${text}` : undefined,
    () =>
      ask(
        api.sessions.$get({
          query: {
            limit: String(text === '' ? latestSessions : mostOfAll),
            sort: 'active',
            ...(text && { search: text }),
          },
        }),
      ),
    unasked,
  )
  const asksHits = group === undefined && text !== ''
  const hits = useAnswer(
    asksHits ? `hits ${text}` : undefined,
    (signal) =>
      ask(
        api.search.$get(
          { query: { query: text, order: 'newest', limit: String(firstHits), hits: '1' } },
          { init: { signal } },
        ),
      ),
    unasked,
  )
  const prompts = useAnswer(
    group === 'prompts' ? `prompts ${text}` : undefined,
    () => ask(api.prompts.history.$get({ query: { query: text, limit: String(mostOfAll) } })),
    unasked,
  )
  const hasHits = asksHits && !hits.isLoading && hits.problem === undefined
  return {
    entries: [
      ...(asksSessions ? (sessions.value?.sessions ?? []).map((one) => sessionEntry(one, moment, deeds)) : []),
      ...(hasHits ? (hits.value?.groups ?? []).flatMap((one) => hitEntries(one, moment, deeds)) : []),
      ...(group === 'prompts'
        ? (prompts.value?.prompts ?? []).flatMap((one) => promptEntries(one, moment, deeds))
        : []),
    ],
    hitWords: hasHits && hits.value !== undefined ? wordsOf(hits.value) : undefined,
    isLoading:
      group !== 'commands' &&
      group !== 'agents' &&
      (text !== typed ||
        (asksSessions && sessions.isLoading) ||
        (asksHits && hits.isLoading) ||
        (group === 'prompts' && prompts.isLoading)),
  }
}

const wordsOf = ({ hits, sessions }: { readonly hits: number; readonly sessions: number }): string =>
  hits === 0 ? 'no hits' : `${plural(hits, 'hit')} in ${plural(sessions, 'session')}`

function useAfterPause(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typingPauseMs)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
