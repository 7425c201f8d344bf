/**
 * In which agents' settings our hooks stand: their user says where they are wanted, and there they are while this program serves. What a
 * person asked for is in the audit log.
 */
import type { HookFile, HookInstaller } from '../../control/hook-installer.ts'
import type { Actor } from '../../core/audit/audit.ts'
import type { HeardHooks, HookPlace, HookProblem, HookReport, HookRequest } from '../../core/hooks/hook-report.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { HookService } from '../hooks.ts'
import type { LocalLog } from './log.ts'
import { systemReason } from './system-reason.ts'

export interface HookInstallParts {
  readonly installer: HookInstaller
  /** Where TCE listens, or would. */
  readonly port: () => number
}

export interface LocalHooks extends HookService {
  /** This program serves from now on: those that are wanted go in. */
  begin(): Promise<void>
  /** It ends: those that come here go out, and stay wanted. */
  end(): Promise<void>
  /** Where they stand, and speak: for every session of this agent, for some, or nowhere. */
  reachOf(agent: string): Promise<'all' | 'some' | 'none'>
  /** Why some that are wanted could not be put in or taken out. */
  readonly problem: string | undefined
}

interface Beside {
  readonly log: Pick<LocalLog, 'record'>
  readonly heard: () => HeardHooks
}

export function createHookInstalls({ installer, port }: HookInstallParts, { log, heard }: Beside): LocalHooks {
  let isServing = false
  let problem: string | undefined
  const origin = () => `http://127.0.0.1:${port()}`

  async function read({ project }: HookRequest = {}): Promise<HookReport> {
    const all = project === undefined ? await installer.files() : (installer.filesOfProject(project) ?? [])
    return {
      isServing,
      events: installer.events,
      places: await Promise.all(all.map(lookAt)),
      heard: heard(),
    }
  }

  async function lookAt(file: HookFile): Promise<HookPlace> {
    const { urls: _urls, ...place } = await installer.look(file, origin())
    return place
  }

  async function filesOf({ project }: HookRequest): Promise<Result<readonly HookFile[], HookProblem>> {
    const all =
      project === undefined
        ? (await installer.files()).filter(({ scope }) => scope === 'user')
        : installer.filesOfProject(project)
    if (all === undefined) return err({ kind: 'no-place', message: `${project} is no folder.` })
    if (all.length > 0) return ok(all)
    const message = 'No agent that has hooks has a folder of settings here. Start one, then try again.'
    return err({ kind: 'no-place', message })
  }

  /** All of them, or those before the first that can't be written. */
  async function changeAll(
    request: HookRequest,
    change: (file: HookFile) => Promise<Result<unknown, string>>,
  ): Promise<Result<readonly HookFile[], HookProblem>> {
    const files = await filesOf(request)
    if (!files.ok) return files
    for (const file of files.value) {
      const done = await change(file)
      if (!done.ok) return err({ kind: 'not-written', message: done.error })
    }
    return files
  }

  async function install(request: HookRequest, actor: Actor): Promise<Result<HookReport, HookProblem>> {
    const done = await changeAll(request, async (file) => {
      const { state, problem: why } = await installer.look(file, origin())
      if (state === 'unreadable') return err(why ?? `${file.file} can't be read.`)
      const put = isServing ? await installer.putIn(file, origin()) : ok(false)
      if (put.ok) await installer.setWanted(file, true)
      return put
    })
    if (done.ok) problem = undefined
    const message = isServing ? `They post to ${origin()}.` : 'They go in when TCE serves.'
    await record('hooks.install', done, { request, actor, message })
    return done.ok ? ok(await read(request)) : done
  }

  async function uninstall(request: HookRequest, actor: Actor): Promise<Result<HookReport, HookProblem>> {
    const done = await changeAll(request, async (file) => {
      const out = await installer.takeOut(file)
      // What can't be taken out is not put in again either.
      await installer.setWanted(file, false)
      return out
    })
    if (done.ok) problem = undefined
    await record('hooks.uninstall', done, { request, actor, message: 'None of TCE stands there any more.' })
    return done.ok ? ok(await read(request)) : done
  }

  /** A server starts and ends whatever becomes of them: a disk may be full. */
  async function attempt(failed: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      problem = `${failed} (${systemReason(cause)}).`
    }
  }

  function record(
    action: 'hooks.install' | 'hooks.uninstall',
    done: Result<readonly HookFile[], HookProblem>,
    { request, actor, message }: { readonly request: HookRequest; readonly actor: Actor; readonly message: string },
  ): Promise<void> {
    return log.record({
      action,
      actor,
      subject: done.ok ? done.value.map(({ file }) => file).join(', ') : (request.project ?? 'settings'),
      outcome: done.ok ? 'done' : done.error.kind,
      message: done.ok ? message : done.error.message,
    })
  }

  return {
    read,
    install,
    uninstall,
    get problem() {
      return problem
    },
    async reachOf(agent) {
      const files = (await installer.files()).filter((file) => file.agent === agent)
      const places = await Promise.all(files.map(lookAt))
      const speaking = isServing ? places.filter(({ state, problem: why }) => state === 'in' && why === undefined) : []
      return speaking.some(({ scope }) => scope === 'user') ? 'all' : speaking.length > 0 ? 'some' : 'none'
    },
    async begin() {
      isServing = true
      await attempt('Hooks are not in place', async () => {
        for (const file of await installer.wanted()) {
          const done = await installer.putIn(file, origin())
          if (!done.ok) problem = `Hooks are not in place: ${done.error}`
        }
      })
    },
    async end() {
      isServing = false
      await attempt('Hooks could not be taken out', async () => {
        for (const file of await installer.files()) {
          const { urls } = await installer.look(file, origin())
          if (urls.some((url) => url.startsWith(`${origin()}/`))) await installer.takeOut(file)
        }
      })
    },
    async takeOutStranded(isListening, actor) {
      const stranded: string[] = []
      for (const file of await installer.files()) {
        const { urls } = await installer.look(file, origin())
        if (urls.length === 0 || (await anyListens(urls, isListening))) continue
        if ((await installer.takeOut(file)).ok) stranded.push(file.file)
      }
      if (stranded.length > 0) {
        const message = 'Nobody took what they posted. They go in again when TCE serves, where they are wanted.'
        await log.record({ action: 'hooks.uninstall', actor, subject: stranded.join(', '), outcome: 'done', message })
      }
      return stranded
    },
  }
}

async function anyListens(urls: readonly string[], isListening: (port: number) => Promise<boolean>): Promise<boolean> {
  const answers = await Promise.all(urls.map((url) => isListening(Number(new URL(url).port) || 80)))
  return answers.includes(true)
}
