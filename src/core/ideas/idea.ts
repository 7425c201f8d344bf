/** What its user thought of, to have it built some day: one line, perhaps a note and an agent. Pure. */
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { plainLines, plainText } from '../words/text.ts'

export interface IdeaAgent {
  readonly sessionId: string
  readonly agent: string
  /** As it was called when it was chosen. */
  readonly name: string
}

export interface IdeaText {
  readonly title: string
  readonly note?: string | undefined
  /** Who may build it. */
  readonly for?: IdeaAgent | undefined
}

export interface Idea extends IdeaText {
  /** `i3`; never given twice. */
  readonly id: string
  readonly at: string
  /** It was sent as this prompt, or an agent was begun with it. */
  readonly built?: { readonly promptId?: string | undefined; readonly at: string } | undefined
}

export const ideaNumber = (id: string): number | undefined =>
  /^i[1-9]\d{0,14}$/.test(id) ? Number(id.slice(1)) : undefined
export const ideaId = (number: number): string => `i${number}`

const mostInTitle = 300
const mostInNote = 16_384

export function cleanIdea({
  title,
  note,
}: Pick<IdeaText, 'title' | 'note'>): Result<Pick<IdeaText, 'title' | 'note'>, string> {
  const line = plainText(title)
  const more = plainLines(note ?? '').trim()
  if (line === '') return err('An idea is at least one line.')
  if (line.length > mostInTitle)
    return err(`An idea is one line of at most ${mostInTitle} characters; the rest is its note.`)
  if (more.length > mostInNote) return err('A note has at most 16,384 characters.')
  return ok({ title: line, note: more === '' ? undefined : more })
}

/** What an agent is sent that is to build it. */
export const promptOf = ({ title, note }: Pick<IdeaText, 'title' | 'note'>): string =>
  note === undefined ? title : `${title}\n\n${note}`
