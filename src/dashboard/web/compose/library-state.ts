/** Commands, templates and prompts of before, asked for while somebody writes. */
import type { PromptCommand, PromptTemplate, RecentPrompts } from '../../../core/prompts/prompt-library.ts'
import type { CommandList } from '../../../services/prompt-library.ts'
import { api, ask } from '../api.ts'
import { isLive } from '../live/live-store.ts'
import { orSay } from '../parts/or-say.ts'
import { computed, effect, signal } from '../store.ts'
import { put, sentOnes, targets } from './compose-state.ts'

export const commandList = signal<CommandList | undefined>(undefined)
export const templates = signal<readonly PromptTemplate[]>([])
export const recents = signal<RecentPrompts>({ recent: [], starred: [] })

/** What is chosen of commands and settings is the first one's: several kinds of agents are seldom meant with one. */
const first = computed(() => targets.value[0])
const firstKey = computed(() => (first.value === undefined ? undefined : `${first.value.id} ${first.value.cwd}`))

export function followLibrary(): () => void {
  const stopCommands = effect(() => {
    if (!isLive.value) return
    if (firstKey.value === undefined) commandList.value = undefined
    else void readCommands()
  })
  const stopRecents = effect(() => {
    void sentOnes.value
    if (isLive.value) void readRecents()
  })
  return () => {
    stopCommands()
    stopRecents()
  }
}

async function readCommands(): Promise<void> {
  const agent = first.peek()
  if (agent === undefined) return
  const answer = await ask(api.prompts.commands.$get({ query: { pid: String(agent.pid), start: agent.start } }))
  if (answer.ok && first.peek()?.id === agent.id) commandList.value = answer.value
}

async function readRecents(): Promise<void> {
  const [saved, before] = await Promise.all([ask(api.prompts.templates.$get()), ask(api.prompts.recents.$get())])
  if (saved.ok) templates.value = saved.value.templates
  if (before.ok) recents.value = before.value
}

export const commandNamed = (name: string | undefined): PromptCommand | undefined =>
  commandList.value?.commands.find((command) => command.name === name)

export async function setQuick(quick: readonly string[]): Promise<void> {
  const agent = first.peek()
  if (agent === undefined) return
  const target = { pid: agent.pid, start: agent.start }
  const set = orSay(await ask(api.prompts.commands.$post({ json: { target, quick: [...quick] } })))
  if (set !== undefined) commandList.value = set
}

export function toggleQuick(name: string): void {
  const quick = commandList.peek()?.quick ?? []
  void setQuick(quick.includes(name) ? quick.filter((one) => one !== name) : [...quick, name])
}

export async function saveTemplate(name: string, text: string): Promise<boolean> {
  const saved = orSay(await ask(api.prompts.templates.$post({ json: { name, text } })))
  if (saved !== undefined) templates.value = saved.templates
  return saved !== undefined
}

export async function removeTemplate(id: number): Promise<void> {
  const left = orSay(await ask(api.prompts.templates.remove.$post({ json: { id } })))
  if (left !== undefined) templates.value = left.templates
}

export async function toggleStar(id: string): Promise<void> {
  const now = orSay(await ask(api.prompts.recents.$post({ json: { id } })))
  if (now !== undefined) recents.value = now
}

/** All of its text, into the editor. */
export async function recall(id: string): Promise<void> {
  const found = orSay(await ask(api.prompts.recents[':id'].$get({ param: { id } })))
  if (found !== undefined) put(found.text)
}
