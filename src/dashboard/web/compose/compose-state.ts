/** What is being written, for whom and when, as drawer and page share it; what would happen is asked for as it changes. */

import type { FleetAgentReport } from '../../../core/process/report.ts'
import { commandNameOf, fillFields, type PromptSettings } from '../../../core/prompts/prompt-library.ts'
import type { PromptRequest } from '../../../services/prompts.ts'
import { announce } from '../announcer.tsx'
import { changeIdea } from '../ideas/ideas-state.tsx'
import { isLive, liveFleet, queueVersion } from '../live/live-store.ts'
import { batch, computed, effect, signal, untracked } from '../store.ts'
import { followFatesOf } from './asked-fates.ts'
import { given, targetIds } from './compose-open.ts'
import type { Fate } from './compose-words.ts'
import { isReachable } from './compose-words.ts'
import { createDrafts } from './drafts.ts'
import { asItIs, type SentOne, sendOne } from './send-one.ts'

export type When = PromptRequest['when']

const drafts = createDrafts(localStorage)

export const text = signal('')
export const draftAtMs = signal<number | undefined>(undefined)
export const when = signal<When>('idle')
/** As a field of a local time has it. */
export const atTime = signal('')
export const after = signal('')
export const settings = signal<PromptSettings>({})
export const fields = signal<Readonly<Record<string, string>>>({})
export const fates = signal<ReadonlyMap<string, Fate>>(new Map())
export const isSending = signal(false)

export const sentOnes = signal<readonly SentOne[]>([])

/** Only who has a session can be sent anything. */
export const agentsToChoose = computed(() => (liveFleet.value?.processes ?? []).filter(({ sessionId }) => sessionId))
export const targets = computed(() =>
  targetIds.value.flatMap((id) => agentsToChoose.value.find((agent) => agent.id === id) ?? []),
)
/** With the values of its fields. */
export const wholeText = computed(() => fillFields(text.value, fields.value))
export const commandName = computed(() => commandNameOf(wholeText.value.trimStart()))
export const reachable = computed(() => targets.value.filter(({ id }) => isReachable(fates.value.get(id))))

/** The draft of whoever it is for now, below what it was opened with. */
export function takeUpDraft(): void {
  const draft = drafts.read(targetIds.peek())
  const words = given.peek()?.text ?? ''
  batch(() => {
    text.value = draft?.text.includes(words) ? draft.text : [words, draft?.text ?? ''].filter(Boolean).join('\n\n')
    draftAtMs.value = draft?.atMs
    fields.value = {}
    settings.value = {}
    when.value = given.peek()?.when ?? withoutInterrupt(when.peek())
    if (when.peek() === 'at' && atTime.peek() === '') atTime.value = nextHour()
  })
}

/** An interrupt is meant once, and for one agent. */
const withoutInterrupt = (chosen: When): When => (chosen === 'interrupt' ? 'idle' : chosen)

/** As a field of a local time has it. */
export function nextHour(): string {
  const date = new Date(Date.now() + 3_600_000)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:00`
}

export function write(next: string): void {
  const nowMs = Date.now()
  drafts.write(targetIds.peek(), next, nowMs)
  batch(() => {
    text.value = next
    draftAtMs.value = next === '' ? undefined : nowMs
  })
}

/** What was written goes along. */
export function setTargets(ids: readonly string[]): void {
  targetIds.value = ids
  if (ids.length > 1) when.value = withoutInterrupt(when.peek())
  write(text.peek())
}

/** Into an empty editor, or behind what stands there. */
export const put = (more: string): void =>
  write(text.peek().trim() === '' ? more : `${text.peek().trimEnd()}\n\n${more}`)

const requestFor = ({ pid, start }: FleetAgentReport, words: string): PromptRequest => ({
  target: { pid, start },
  text: words,
  when: when.value,
  at: when.value === 'at' && atTime.value !== '' ? new Date(atTime.value).toISOString() : undefined,
  after: when.value === 'after' ? after.value : undefined,
  isCommand: commandName.value === undefined ? undefined : true,
  settings: settings.value,
})

const afterTypingMs = 200

/** All that could change what will happen: of the text only whether it is a command, of an agent not how much it uses. */
const question = computed(() =>
  JSON.stringify(
    targets.value.map((agent) => {
      const { id, sessionId, tty, host, activity, activitySince, asks, waitingFor } = agent
      return { id, sessionId, tty, host, activity, activitySince, asks, waitingFor, request: foreseeRequest(agent) }
    }),
  ),
)

const foreseeRequest = (agent: FleetAgentReport): PromptRequest => requestFor(agent, commandName.value ?? 'x')

/** Anew when it changed, and not with each look at the agents. Until what it returns is called. */
export const followFates = (): (() => void) =>
  followFatesOf({
    watch: () => void [queueVersion.value, question.value],
    // What they ask with is in the question already.
    requests: () => untracked(() => targets.value.map((agent) => [agent.id, foreseeRequest(agent)] as const)),
    take: (found) => {
      fates.value = found
    },
  })

/** To all who can be reached; who can't is told of as not sent. The draft goes when somebody has it. */
export async function sendAll(): Promise<void> {
  if (isSending.peek()) return
  isSending.value = true
  const sent: SentOne[] = []
  for (const agent of targets.peek()) {
    sent.push(await sendOne(agent, requestFor(agent, wholeText.peek())))
  }
  batch(() => {
    isSending.value = false
    sentOnes.value = sent
    when.value = withoutInterrupt(when.peek())
    if (sent.every(({ prompt }) => prompt === undefined)) return
    write('')
    fields.value = {}
    settings.value = {}
  })
  const { ideaId } = given.peek() ?? {}
  const promptId = sent.find(({ prompt }) => prompt !== undefined)?.prompt?.id
  if (ideaId !== undefined && promptId !== undefined) {
    given.value = undefined
    await changeIdea(ideaId, { do: 'built', promptId })
  }
  const kept = sent.filter(({ prompt }) => prompt !== undefined).length
  announce(kept === sent.length ? 'It is kept, and goes as said.' : `${sent.length - kept} were not sent.`)
}

/** A command by itself, and nothing of what is written. */
export async function sendAlone(command: string): Promise<void> {
  const written = text.peek()
  text.value = command
  await sendAll()
  write(written)
}

/** What becomes of those that were sent last, until what it returns is called. */
export const followSent = (): (() => void) =>
  effect(() => {
    void queueVersion.value
    if (!isLive.value || sentOnes.peek().length === 0) return
    const timer = setTimeout(async () => {
      const before = sentOnes.peek()
      const now = await Promise.all(before.map(asItIs))
      if (sentOnes.peek() === before) sentOnes.value = now
    }, afterTypingMs)
    return () => clearTimeout(timer)
  })
