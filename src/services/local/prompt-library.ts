/** What helps writing a prompt, from this machine: its parts are opened when somebody first asks. */
import type { Actor } from '../../core/audit/audit.ts'
import type { AgentProcess, ProcessRef } from '../../core/process/process.ts'
import { isSameProcess } from '../../core/process/process.ts'
import type {
  ProjectFile,
  PromptCommand,
  RecentPrompt,
  RecentPrompts,
  SettingChoices,
} from '../../core/prompts/prompt-library.ts'
import { cleanPrompt } from '../../core/prompts/prompt-text.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { plural } from '../../core/words/format.ts'
import { redactText } from '../../core/words/redact.ts'
import { plainText } from '../../core/words/text.ts'
import type { KeptPrompt, LibraryStore } from '../../prompts/library/library-store.ts'
import { promptPrint } from '../../search/prompt-print.ts'
import type { CommandList, PromptLibraryService, SentPromptService } from '../prompt-library.ts'
import type { PromptProblem } from '../prompts.ts'
import type { LocalLog } from './log.ts'
import type { Looks } from './looks.ts'
import { openOnDemand } from './open-on-demand.ts'
import type { StarredTexts } from './sent-prompts.ts'

/** What is kept, and what agents tell of themselves. */
export interface LibrarySource extends LibraryStore {
  commandsOf(agent: string, cwd: string | undefined): Promise<readonly PromptCommand[]>
  /** Until its user chose others. */
  quickOf(agent: string): readonly string[]
  settingsOf(agent: string): readonly SettingChoices[]
  files(dir: string, query: string): Promise<readonly ProjectFile[]>
  attach(cwd: string, name: string, bytes: Uint8Array): Promise<Result<string, string>>
}

export interface LocalPromptLibrary extends Omit<PromptLibraryService, keyof SentPromptService> {
  readonly stars: StarredTexts
  close(): Promise<void>
}

export interface LibraryParts {
  /** The file can't be used: why. */
  readonly openLibrary: () => Promise<Result<LibrarySource, string>>
  /** Whether there is such a file. @default there is */
  readonly isLibraryKept?: (() => boolean) | undefined
}

interface Beside {
  readonly looks: Pick<Looks, 'scanFor'>
  readonly log: Pick<LocalLog, 'record'>
  readonly clock: () => number
}

const mostInList = 200
const mostQuick = 30
const mostTemplates = 500

export function createPromptLibrary(
  { openLibrary, isLibraryKept }: LibraryParts,
  { looks, log, clock }: Beside,
): LocalPromptLibrary {
  const library = openOnDemand(openLibrary)
  const isKept = () => library.isOpen() || isLibraryKept?.() !== false

  async function open(): Promise<Result<LibrarySource, PromptProblem>> {
    const result = await library.open()
    return result.ok ? result : err({ kind: 'unwritable', message: result.error })
  }

  async function agentOf(ref: ProcessRef): Promise<Result<AgentProcess, PromptProblem>> {
    const agent = (await looks.scanFor([ref])).agents.find((one) => isSameProcess(one, ref))
    if (agent !== undefined) return ok(agent)
    return err({ kind: 'no-agent', message: `No agent has the pid ${ref.pid} any more.`, next: 'tce status' })
  }

  /** Both, or why not. */
  async function openFor(ref: ProcessRef) {
    const [source, agent] = [await open(), await agentOf(ref)]
    if (!source.ok) return source
    return agent.ok ? ok({ source: source.value, agent: agent.value }) : agent
  }

  async function commandList(source: LibrarySource, { agent, cwd }: AgentProcess): Promise<CommandList> {
    const [commands, quick] = [await source.commandsOf(agent, cwd), await source.quick(agent)]
    return { commands, quick: quick ?? source.quickOf(agent), settings: source.settingsOf(agent) }
  }

  const recentsOf = async (source: LibrarySource): Promise<RecentPrompts> => ({
    recent: (await source.recent()).map(inList),
    starred: (await source.starred()).map(inList),
  })

  async function find(source: LibrarySource, id: string): Promise<KeptPrompt | undefined> {
    const some = id.startsWith('s') ? await source.starred() : await source.recent()
    return some.find((one) => one.id === id)
  }

  const record = (actor: Actor, message: string) =>
    log.record({ action: 'library.change', actor, message, outcome: 'done' })

  const stars: StarredTexts = {
    async all() {
      const source = isKept() ? await open() : undefined
      return source?.ok === true ? (await source.value.starred()).map(({ text }) => text) : []
    },
    async set(text, isStarred, to, actor) {
      const source = await open()
      if (!source.ok) return source
      const print = promptPrint(text)
      const same = (await source.value.starred()).filter((one) => promptPrint(one.text) === print)
      if (isStarred && same.length === 0) await source.value.star(text, to, clock())
      if (!isStarred) for (const { id } of same) await source.value.unstar(Number(id.slice(1)))
      const [beginning = ''] = plainText(redactText(text)).match(/^.{1,60}/u) ?? []
      await record(actor, `The prompt “${beginning}” is ${isStarred ? 'starred' : 'no longer starred'}.`)
      return ok(undefined)
    },
  }

  return {
    stars,
    async commands(target) {
      const found = await openFor(target)
      return found.ok ? ok(await commandList(found.value.source, found.value.agent)) : found
    },
    async setQuick(target, entries, actor) {
      const found = await openFor(target)
      if (!found.ok) return found
      const { source, agent } = found.value
      const clean = entries.map((entry) => cleanPrompt(entry))
      const texts = clean.flatMap((one) => (one.ok ? [one.value] : []))
      if (texts.length !== entries.length || texts.length > mostQuick) {
        return err({ kind: 'bad-text', message: `The quick bar takes up to ${mostQuick} texts, none of them empty.` })
      }
      await source.setQuick(agent.agent, [...new Set(texts)])
      await record(actor, `The quick bar of ${agent.agent} has ${plural(texts.length, 'entry', 'entries')}.`)
      return ok(await commandList(source, agent))
    },
    async templates() {
      const source = await open()
      return source.ok ? source.value.templates() : []
    },
    async saveTemplate({ id, name, text }, actor) {
      const [source, clean] = [await open(), cleanPrompt(text)]
      if (!source.ok) return source
      if (!clean.ok) return err({ kind: 'bad-text', message: clean.error })
      if ((await source.value.templates()).length >= mostTemplates && id === undefined) {
        return err({ kind: 'bad-text', message: `There are ${mostTemplates} templates, which is the most.` })
      }
      const saved = await source.value.saveTemplate({ name: plainText(name).trim(), text: clean.value }, id, clock())
      if (saved === undefined) return err(noTemplate)
      await record(actor, `The template ${plainText(name)} is saved.`)
      return ok(await source.value.templates())
    },
    async removeTemplate(id, actor) {
      const source = await open()
      if (!source.ok) return source
      if (!(await source.value.removeTemplate(id))) return err(noTemplate)
      await record(actor, `The template ${id} is removed.`)
      return ok(await source.value.templates())
    },
    async recents() {
      const source = await open()
      return source.ok ? recentsOf(source.value) : { recent: [], starred: [] }
    },
    async recentText(id) {
      const source = await open()
      return source.ok ? (await find(source.value, id))?.text : undefined
    },
    async star(id, actor) {
      const source = await open()
      if (!source.ok) return source
      const found = await find(source.value, id)
      if (found === undefined)
        return err({ kind: 'no-prompt', message: `There is no prompt ${id} among the last ones.` })
      const isStarred = id.startsWith('s')
      if (isStarred) await source.value.unstar(Number(id.slice(1)))
      else await source.value.star(found.text, sentTo(found), clock())
      await record(actor, `${id} is ${isStarred ? 'no longer starred' : 'starred'}.`)
      return ok(await recentsOf(source.value))
    },
    async files(target, query) {
      const found = await openFor(target)
      if (!found.ok) return found
      const { source, agent } = found.value
      return ok(agent.cwd === undefined ? [] : await source.files(agent.cwd, query))
    },
    async attach(target, { name, bytes }, actor) {
      const found = await openFor(target)
      if (!found.ok) return found
      const { source, agent } = found.value
      if (agent.cwd === undefined) return err({ kind: 'unwritable', message: 'Its folder is not known.' })
      const kept = await source.attach(agent.cwd, name, bytes)
      if (!kept.ok) return err({ kind: 'unwritable', message: kept.error })
      await record(actor, `${kept.value} lies in ${agent.cwd}.`)
      return kept
    },
    close: library.close,
  }
}

const noTemplate: PromptProblem = { kind: 'no-prompt', message: 'There is no such template.' }

const inList = ({ id, text, atMs, ...prompt }: KeptPrompt): RecentPrompt => ({
  ...{ id, text: plainText(redactText(text)).slice(0, mostInList), at: new Date(atMs).toISOString() },
  to: sentTo(prompt),
})

const sentTo = ({ to }: Pick<KeptPrompt, 'to'>): string => {
  const [first] = to
  if (to.length !== 1 || first === undefined) return plural(to.length, 'agent')
  return plainText(first.project ?? '') || `pid ${first.pid}`
}
