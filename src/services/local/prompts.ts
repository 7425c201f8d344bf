/** The prompts of this machine. Who sent what and what became of it is in the audit log. */
import type { Actor } from '../../core/audit/audit.ts'
import { type AgentProcess, isSameProcess, type ProcessRef } from '../../core/process/process.ts'
import { chooseChannel } from '../../core/prompts/channel-choice.ts'
import { interruptionInWords } from '../../core/prompts/interruption.ts'
import {
  type BoxDeed,
  type NewPrompt,
  type Prompt,
  type PromptTarget,
  typedChannelIds,
} from '../../core/prompts/prompt.ts'
import { commandsFor } from '../../core/prompts/prompt-library.ts'
import { goFirst, type QueueStop } from '../../core/prompts/prompt-queue.ts'
import { type PromptReport, promptReport, type QueueReport, sessionQueues } from '../../core/prompts/prompt-report.ts'
import { isWaiting, type PromptStep } from '../../core/prompts/prompt-states.ts'
import { cleanPrompt } from '../../core/prompts/prompt-text.ts'
import { err, ok, type Result } from '../../core/result.ts'
import { hours } from '../../core/time/duration.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { BreakOffNow } from '../../prompts/prompt-interrupt.ts'
import type { Foreseen, PromptChange, PromptProblem, PromptRequest, PromptService, SentPrompt } from '../prompts.ts'
import type { LocalBus } from './bus.ts'
import { afterInterrupt, whyNoInterrupt } from './interrupt-rules.ts'
import type { LocalLog } from './log.ts'
import type { Looks } from './looks.ts'
import { openOnDemand } from './open-on-demand.ts'
import { noCommandThere, noPrompt, noSetting, notNow, noWords, onlyTyped, orNotNow } from './prompt-problems.ts'
import { addressOf, heldStart, isDone, newPrompt, placeFor, placeOf, startOf, whenOf } from './prompt-rules.ts'
import type { PromptParts, PromptSource, PromptWiring } from './prompt-source.ts'

export interface LocalPrompts extends PromptService {
  /** This program serves: prompts go out from now on. */
  begin(): Promise<void>
  /** What it is at is broken off, and nothing goes for that. Whoever wants it tells of it. */
  readonly breakOff: BreakOffNow
  hookPosted(agent: string, body: Uint8Array): Promise<object | undefined>
  readonly problem: string | undefined
  close(): Promise<void>
}

interface Beside {
  readonly looks: Pick<Looks, 'read' | 'scanFor'>
  readonly log: Pick<LocalLog, 'record'>
  readonly bus: Pick<LocalBus, 'append'>
  readonly hasHooks: PromptWiring['hasHooks']
  readonly whyHeld?: PromptWiring['whyHeld']
  readonly clock: () => number
  readonly reportError: ReportError
}

/** A session of this age is the one that a person sees. */
const freshMs = 500
const recentMs = hours(24)
const pruneEveryMs = hours(1)

export function createPrompts(parts: PromptParts, beside: Beside): LocalPrompts {
  const { looks, log, bus, clock, reportError } = beside
  const onDemand = openOnDemand(() =>
    parts.openPrompts({ hasHooks: beside.hasHooks, whyHeld: beside.whyHeld, onStep, reportError }),
  )
  let source: PromptSource | undefined
  let failure: string | undefined
  let isDraining = false
  let beginning: Promise<void> | undefined
  let pruning: NodeJS.Timeout | undefined

  async function open(): Promise<Result<PromptSource, PromptProblem>> {
    const result = await onDemand.open()
    failure = result.ok ? undefined : result.error
    if (!result.ok) return err({ kind: 'unwritable', message: result.error })
    source = result.value
    // Somebody may have asked before this program began to serve.
    if (isDraining) beginning ??= source.begin()
    await beginning
    return result
  }

  function onStep(prompt: Prompt, step: PromptStep | undefined): void {
    bus.append({ type: 'queue.changed', data: {} })
    const outcome = step === undefined ? undefined : outcomes[step]
    if (outcome === undefined) return
    const { agent, pid, sessionId, project, name, cwd } = prompt.target
    const through = prompt.attempt?.through
    const data = { promptId: prompt.id, agent, pid, sessionId, project, name, cwd, state: prompt.state, through }
    if (outcome === 'prompt.delivered') bus.append({ type: outcome, data })
    else bus.append({ type: outcome, data: { ...data, reason: prompt.reason } })
    void record('prompt.send', prompt, prompt.createdBy, prompt.reason ?? `By ${through ?? 'nothing'}.`)
  }

  const record = (
    action: 'prompt.add' | 'prompt.send' | 'prompt.change' | 'agent.interrupt',
    { id, target, state }: Prompt,
    actor: Actor,
    message: string,
    outcome: string = action === 'prompt.send' ? state : 'done',
  ) => log.record({ ...{ action, actor, target, subject: id, message: `${id}: ${message}` }, outcome })

  /** `resumed`: or, where that process is gone, whoever is at this session by now. */
  async function targetOf(
    ref: ProcessRef,
    resumed?: string | undefined,
  ): Promise<Result<AgentProcess & PromptTarget, PromptProblem>> {
    // `/clear` gives the same process another session.
    await looks.read(freshMs)
    const { agents } = await looks.scanFor([ref])
    const agent =
      agents.find((process) => isSameProcess(process, ref)) ??
      agents.find(({ sessionId }) => sessionId !== undefined && sessionId === resumed)
    if (agent === undefined) {
      return err({
        kind: 'no-agent',
        message: `No agent has the pid ${ref.pid} any more. Nothing was sent.`,
        next: 'tce status',
      })
    }
    const { sessionId } = agent
    if (sessionId === undefined) {
      const message = 'Its session is not known yet. Nothing was sent.'
      return err({ kind: 'unreachable', message, next: 'try again in a moment' })
    }
    return ok({ ...agent, sessionId })
  }

  /** Everything but keeping it. */
  async function prepare(request: PromptRequest) {
    const [prompts, target] = [await open(), await targetOf(request.target)]
    if (!prompts.ok) return prompts
    if (!target.ok) return target
    const before = commandsFor(request.settings ?? {}, prompts.value.settingsOf(target.value.agent))
    const [text, when] = [cleanPrompt(request.text), whenOf(request, before)]
    if (!text.ok) return err<PromptProblem>({ kind: 'bad-text', message: text.error })
    if (request.isCommand !== true && prompts.value.isAlwaysCommand(target.value.agent, text.value)) return err(noWords)
    if (!when.ok) return when
    const choice = chooseChannel(when.value.kind, await prompts.value.situationOf(target.value))
    if (choice.channel === undefined) {
      return err<PromptProblem>({ kind: 'unreachable', message: `Nothing was sent. ${choice.why}`, next: choice.next })
    }
    if (choice.channel === 'host' && request.isCommand === true) return err(noCommandThere)
    if (Object.values(request.settings ?? {}).filter(Boolean).length !== before.length) return err(noSetting)
    const isTyped = typedChannelIds.some((id) => id === choice.channel)
    if (before.length > 0 && !isTyped) return err(onlyTyped)
    if (choice.channel === 'stop-hook' && request.isCommand === true) return err(onlyTyped)
    const { how, as, caution } = choice
    const others = await prompts.value.list(Number.POSITIVE_INFINITY)
    const own = others.filter((one) => one.target.sessionId === target.value.sessionId)
    const stop = await prompts.value.stopOf(target.value.sessionId)
    const isInterrupt = request.when === 'interrupt'
    const why = isInterrupt ? whyNoInterrupt({ choice, stop, before, isDraining, ...target.value }) : undefined
    if (why !== undefined) return err(why)
    const start =
      isInterrupt && target.value.activity === 'busy'
        ? afterInterrupt(choice)
        : startOf(when.value, target.value, choice.channel === 'stop-hook', stop !== undefined)
    const moment = when.value.kind === 'now' && target.value.activity === 'busy' ? 'busy' : 'idle'
    const first = goFirst(own, moment, clock(), (id) => others.find((one) => one.id === id)?.state)
    const held = await beside.whyHeld?.(target.value)
    const place = placeOf(
      held === undefined ? start : heldStart(start),
      first.length,
      own.filter(({ state }) => isWaiting(state)).length,
    )
    const foreseen: Foreseen = { ...place, how, as, caution, before, isDraining }
    return ok({ prompts: prompts.value, target: target.value, text: text.value, when: when.value, foreseen })
  }

  async function send(request: PromptRequest, actor: Actor): Promise<Result<SentPrompt, PromptProblem>> {
    const prepared = await prepare(request)
    if (!prepared.ok) return prepared
    const { prompts, target, text, when, foreseen } = prepared.value
    const isCommand = request.isCommand === true
    if (foreseen.starts === 'interrupt') {
      return interrupt(prompts, newPrompt({ target, text, when, isCommand, createdBy: actor }, clock()), foreseen)
    }
    // In front of it in the queue, which stands still where one of them is not confirmed.
    for (const command of foreseen.before) {
      const one = { target, text: command, when, isCommand: true, createdBy: actor }
      await record('prompt.add', await prompts.add(newPrompt(one, clock())), actor, 'It goes before another one.')
    }
    const prompt = await prompts.add(newPrompt({ target, text, when, isCommand, createdBy: actor }, clock()))
    await record('prompt.add', prompt, actor, `${foreseen.how}, ${foreseen.goes}.`)
    bus.append({ type: 'queue.changed', data: {} })
    prompts.wake()
    return ok({ prompt: promptReport(prompt, true), foreseen })
  }

  async function interrupt(
    prompts: PromptSource,
    wanted: NewPrompt,
    foreseen: Foreseen,
  ): Promise<Result<SentPrompt, PromptProblem>> {
    const { target, createdBy } = wanted
    const done = await prompts.interrupt(wanted)
    bus.append({ type: 'queue.changed', data: {} })
    if (!done.ok) {
      const not = foreseen.by === 'host' ? 'It was not interrupted' : 'Esc was not pressed'
      const message = `${not}, and nothing was sent. ${done.error}`
      await log.record({ action: 'agent.interrupt', actor: createdBy, target, outcome: 'refused', message })
      return err({ kind: 'not-now', message, next: `look at its terminal: tce jump ${target.pid}` })
    }
    const { prompt, interruption } = done.value
    const { outcome } = interruption
    await record('prompt.add', prompt, createdBy, `${foreseen.how}, ${foreseen.goes}.`)
    await record('agent.interrupt', prompt, createdBy, interruptionInWords(interruption), outcome)
    prompts.wake()
    return ok({ prompt: promptReport(prompt, true), foreseen, interruption })
  }

  async function change(id: string, asked: PromptChange, actor: Actor): Promise<Result<PromptReport, PromptProblem>> {
    const prompts = await open()
    if (!prompts.ok) return prompts
    const before = await prompts.value.find(id)
    if (before === undefined) return err(noPrompt(id))
    const changed = await carryOut(prompts.value, before, asked, actor)
    if (!changed.ok) return changed
    await record('prompt.change', changed.value, actor, `${asked.do}, and it was ${before.state}.`)
    bus.append({ type: 'queue.changed', data: {} })
    prompts.value.wake()
    return ok(promptReport(changed.value, true))
  }

  async function carryOut(
    prompts: PromptSource,
    before: Prompt,
    asked: PromptChange,
    actor: Actor,
  ): Promise<Result<Prompt, PromptProblem>> {
    const nowMs = clock()
    if (asked.do === 'edit') {
      const text = cleanPrompt(asked.text)
      if (!text.ok) return err({ kind: 'bad-text', message: text.error })
      if (!before.isCommand && prompts.isAlwaysCommand(before.target.agent, text.value)) return err(noWords)
      return orNotNow(await prompts.edit(before.id, text.value), before, asked)
    }
    if (asked.do === 'move') {
      const place = placeFor(before, asked.to, await prompts.list(Number.POSITIVE_INFINITY))
      return orNotNow(await prompts.move(before.id, place), before, asked)
    }
    if (asked.do === 'press-enter' || asked.do === 'clear') return finish(prompts, before, asked)
    if (asked.do !== 'retry' && asked.do !== 'send-again') {
      return orNotNow(await prompts.step(before.id, asked.do, { nowMs }), before, asked)
    }
    // To the session that its terminal is at by now, or to the same one in another: whoever tries again has seen that.
    const target = await targetOf(before.target, before.target.sessionId)
    if (!target.ok) return target
    if (asked.do === 'retry') {
      const retried = await prompts.step(before.id, 'retry', { nowMs, target: addressOf(target.value) })
      return orNotNow(retried, before, asked)
    }
    const settled = await prompts.step(before.id, 'settle', { nowMs, reason: 'It was sent again.' })
    if (settled === undefined) return orNotNow(settled, before, asked)
    return ok(await prompts.add(newPrompt({ ...before, target: target.value, createdBy: actor }, nowMs)))
  }

  async function finish(
    prompts: PromptSource,
    before: Prompt,
    asked: Extract<PromptChange, { readonly do: BoxDeed }>,
  ): Promise<Result<Prompt, PromptProblem>> {
    if (before.state !== 'in-box') return err(notNow(before, asked.do))
    const why = await prompts.finish(before, asked.do)
    if (why === undefined) return orNotNow(await prompts.find(before.id), before, asked)
    const message = asked.do === 'clear' ? `It was not taken out of its box. ${why}` : `Enter was not pressed. ${why}`
    return err({ kind: 'not-now', message, next: `look at its terminal: tce jump ${before.target.pid}` })
  }

  async function holdAll(isHeld: boolean, actor: Actor): Promise<Result<QueueReport, PromptProblem>> {
    const prompts = await open()
    if (!prompts.ok) return prompts
    const from = isHeld ? 'queued' : 'held'
    for (const { id, state } of await prompts.value.list(Number.POSITIVE_INFINITY)) {
      if (state !== from) continue
      const changed = await prompts.value.step(id, isHeld ? 'hold' : 'release', { nowMs: clock() })
      if (changed !== undefined)
        await record('prompt.change', changed, actor, isHeld ? 'Held with all.' : 'Released with all.')
    }
    bus.append({ type: 'queue.changed', data: {} })
    prompts.value.wake()
    return ok(await queue())
  }

  async function queue(): Promise<QueueReport> {
    const nothing = { isDraining, sessions: [], recent: [] }
    if (source === undefined && parts.arePromptsKept?.() === false) return nothing
    const prompts = await open()
    if (!prompts.ok) return { ...nothing, problem: prompts.error.message }
    const all = await prompts.value.list(clock() - recentMs)
    const going = all.filter((one) => !isDone(one))
    const stops = new Map<string, QueueStop | undefined>()
    for (const sessionId of new Set(going.map(({ target }) => target.sessionId))) {
      stops.set(sessionId, await prompts.value.stopOf(sessionId))
    }
    const recent = all.filter(isDone).toSorted((a, b) => b.stateSinceMs - a.stateSinceMs)
    return {
      isDraining,
      sessions: sessionQueues(going, (sessionId) => stops.get(sessionId)),
      recent: recent.map((one) => promptReport(one, false)),
      problem: prompts.value.problems.at(-1),
    }
  }

  async function goOn(sessionId: string, actor: Actor): Promise<Result<QueueReport, PromptProblem>> {
    const prompts = await open()
    if (!prompts.ok) return prompts
    const first = (await prompts.value.list(Number.POSITIVE_INFINITY)).find((one) => one.target.sessionId === sessionId)
    if (first === undefined) return err({ kind: 'no-prompt', message: 'Nothing waits for that session.' })
    await prompts.value.pass(first.target, clock())
    await record('prompt.change', first, actor, 'The queue of its session goes on.')
    bus.append({ type: 'queue.changed', data: {} })
    prompts.value.wake()
    return ok(await queue())
  }

  async function prune(): Promise<void> {
    if (parts.keepPromptsForMs === undefined || parts.arePromptsKept?.() === false) return
    const prompts = await open()
    if (prompts.ok) await prompts.value.prune(clock() - parts.keepPromptsForMs())
  }

  return {
    queue,
    async find(id) {
      if (source === undefined && parts.arePromptsKept?.() === false) return undefined
      const prompts = await open()
      const found = prompts.ok ? await prompts.value.find(id) : undefined
      return found && promptReport(found, true)
    },
    async foresee(request) {
      const prepared = await prepare(request)
      return prepared.ok ? ok(prepared.value.foreseen) : prepared
    },
    send,
    change,
    holdAll,
    goOn,
    async done(id) {
      const prompts = await open()
      if (!prompts.ok) return prompts
      const before = await prompts.value.find(id)
      if (before === undefined) return err(noPrompt(id))
      const done = before.state === 'answered' ? before : await prompts.value.step(id, 'answer', { nowMs: clock() })
      return done === undefined ? err(notNow(before, 'done')) : ok(promptReport(done, true))
    },
    async begin() {
      isDraining = true
      pruning = setInterval(() => prune().catch((bug: unknown) => reportError('Old prompts stay', bug)), pruneEveryMs)
      pruning.unref()
      if (parts.arePromptsKept?.() !== false) await open()
      await prune()
    },
    async breakOff(target, steps) {
      const prompts = await open()
      return prompts.ok ? prompts.value.breakOff(addressOf(target), steps) : err(prompts.error.message)
    },
    hookPosted: async (agent, body) => source?.hookPosted(agent, body),
    get problem() {
      return failure ?? source?.problems.at(-1)
    },
    async close() {
      clearInterval(pruning)
      await onDemand.close()
    },
  }
}

/** What is worth a line in the audit log and a word to those who follow. */
const outcomes: Readonly<Partial<Record<PromptStep, 'prompt.delivered' | 'prompt.failed'>>> = {
  prove: 'prompt.delivered',
  fail: 'prompt.failed',
  strand: 'prompt.failed',
  doubt: 'prompt.failed',
  orphan: 'prompt.failed',
  expire: 'prompt.failed',
  'take-back': 'prompt.failed',
}
