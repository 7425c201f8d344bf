/** Agents' settings as places for our hooks: which there are, how each stands, and what TCE wrote into it. */
import { existsSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { AgentHooks, HookedEvent, HookTarget } from '../agents/agent.ts'
import type { HookPlace } from '../core/hooks/hook-report.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { createTurns } from '../core/turns.ts'
import { hookPath } from './hook-address.ts'
import { createHookBook, type HookNotes, type WantedHooks, type WrittenHooks } from './hook-book.ts'
import { createHookSecret } from './hook-secret.ts'

/** A file in which hooks may stand. */
export type HookFile = WantedHooks

export interface HookInstaller {
  /** What agents are asked to tell. */
  readonly events: readonly HookedEvent[]
  /** Of the user, and of the projects in which they are wanted. */
  files(): Promise<readonly HookFile[]>
  /** Undefined: there is no such folder. */
  filesOfProject(dir: string): readonly HookFile[] | undefined
  /** `urls`: where those of ours that stand there post to. */
  look(file: HookFile, origin: string): Promise<HookPlace & { readonly urls: readonly string[] }>
  /** False: they stood there already. */
  putIn(file: HookFile, origin: string): Promise<Result<boolean, string>>
  /** False: none stood there. */
  takeOut(file: HookFile): Promise<Result<boolean, string>>
  wanted(): Promise<readonly HookFile[]>
  /** With the last wish the secret goes. */
  setWanted(file: HookFile, isWanted: boolean): Promise<void>
}

export interface HookInstallerOptions {
  readonly dataDir: string
  /** Those that have hooks, with their data folders. */
  readonly agents: readonly {
    readonly id: string
    readonly hooks: AgentHooks
    readonly configDirs: readonly string[]
  }[]
  readonly nowMs?: (() => number) | undefined
}

export function createHookInstaller({ dataDir, agents, nowMs = Date.now }: HookInstallerOptions): HookInstaller {
  const book = createHookBook(dataDir)
  const secret = createHookSecret(dataDir)
  const specOf = ({ agent }: HookFile) => {
    const settings = agents.find(({ id }) => id === agent)?.hooks.settings
    return settings && { agent, settings }
  }
  const target = ({ agent }: HookFile, origin: string, word: string): HookTarget => ({
    url: `${origin}${hookPath(agent)}`,
    secret: word,
  })
  const notesOf = async ({ file }: HookFile) => {
    const { wanted, written } = await book.read()
    const isThis = (one: { readonly file: string }) => one.file === file
    return { wish: wanted.find(isThis), written: written.find(isThis) }
  }
  const inTurn = createTurns()
  /** Two changes at once must not lose one another. */
  const change = (edit: (notes: HookNotes) => HookNotes): Promise<void> =>
    inTurn(async () => book.write(edit(await book.read())))
  const note = (file: string, now: WrittenHooks | undefined) =>
    change(({ wanted, written }) => ({
      wanted,
      written: [...written.filter((one) => one.file !== file), ...(now === undefined ? [] : [now])],
    }))

  async function wanted(): Promise<readonly HookFile[]> {
    return (await book.read()).wanted.filter((file) => specOf(file) !== undefined)
  }

  return {
    events: agents.flatMap(({ hooks }) => hooks.settings.events),
    wanted,
    async files() {
      const here = agents.flatMap(({ id, hooks, configDirs }) => userFilesOf(id, hooks, configDirs))
      return [...here, ...(await wanted()).filter(({ file }) => !here.some((one) => one.file === file))]
    },
    filesOfProject: (dir) =>
      isAbsolute(dir) && isFolder(dir)
        ? agents.map(({ id, hooks }) => ({ agent: id, scope: 'project', file: hooks.settings.projectFile(dir) }))
        : undefined,
    async look(file, origin) {
      const spec = specOf(file)
      if (spec === undefined) throw new Error(`${file.agent} has no hooks.`)
      const word = (await secret.read()) ?? ''
      const to = target(file, origin, word)
      const { lookAtHooks } = await editor()
      const { wish, written } = await notesOf(file)
      const { agent, scope } = file
      const of = { agent, scope, file: file.file, url: to.url, isWanted: wish !== undefined, since: wish?.at }
      return { ...of, ...(await lookAtHooks(file.file, spec, to, written)) }
    },
    async putIn(file, origin) {
      const spec = specOf(file)
      if (spec === undefined) return ok(false)
      const word = await secret.make()
      const { putHooksIn } = await editor()
      const { written } = await notesOf(file)
      const done = await putHooksIn(file.file, spec, target(file, origin, word), written)
      if (done.ok && done.value !== undefined) await note(file.file, done.value)
      return done.ok ? ok(done.value !== undefined) : done
    },
    async takeOut(file) {
      const spec = specOf(file)
      if (spec === undefined) return ok(false)
      const { takeHooksOut } = await editor()
      const { written } = await notesOf(file)
      const done = await takeHooksOut(file.file, spec, written)
      if (done.ok && done.value) await note(file.file, undefined)
      return done
    },
    async setWanted({ agent, scope, file }, isWanted) {
      await change(({ wanted: before, written }) => {
        const { at = new Date(nowMs()).toISOString() } = before.find((one) => one.file === file) ?? {}
        const others = before.filter((one) => one.file !== file)
        return { wanted: isWanted ? [...others, { agent, scope, file, at }] : others, written }
      })
      if ((await book.read()).wanted.length === 0) await secret.remove()
    },
  }
}

/** What edits files is loaded when one is looked at: most commands look at none. */
const editor = () => import('./hook-files.ts')

/** The folder that the agent uses by default, and others in which there are settings already. */
function userFilesOf(agent: string, { settings }: AgentHooks, configDirs: readonly string[]): readonly HookFile[] {
  return configDirs.flatMap((dir, index) => {
    const file = settings.userFile(dir)
    return existsSync(file) || (index === 0 && isFolder(dir)) ? [{ agent, scope: 'user', file }] : []
  })
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
