/**
 * What holds for every agent whose genuine program runs here, in a home of its own, against a model that says what it served: the built
 * `tce` counts to the token, knows which session a process works in and what it is at, and ends it with what it started.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEntry } from '../../../src/core/audit/audit.ts'
import type { KillReport } from '../../../src/core/kill/kill.ts'
import type { AgentId } from '../../../src/core/process/agent-ids.ts'
import type { FleetAgentReport } from '../../../src/core/process/report.ts'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'
import type { Tokens } from '../../../src/core/usage/tokens.ts'
import { type AgentHome, makeAgentHome, runAgent } from '../../tools/agents/agent-home.ts'
import { agentProgram } from '../../tools/agents/programs.ts'
import { endEverythingIn } from '../../tools/left-overs.ts'
import type { ServedAnswer } from '../../tools/model/model-answer.ts'
import { identify, isRunning, processesWithHome } from '../../tools/processes.ts'
import { openPty, type PtyScreen } from '../../tools/pty-screen.ts'
import { runTce, startTce, status, tceJson } from '../../tools/tce.ts'
import { waitFor } from '../../tools/wait-for.ts'

export interface GenuineAgent {
  readonly id: AgentId
  readonly name: string
  env(modelUrl: string): Readonly<Record<string, string>>
  /** Writes its settings: it talks to the model, and has every question of a first start behind it. */
  setUp(home: AgentHome, cwd: string): void
  /** Arguments of a run without a terminal that answers one prompt and asks for no approval. */
  run(prompt: string): readonly string[]
  goOn(sessionId: string, prompt: string): readonly string[]
  /** Absent: it can't fork without a terminal. */
  readonly fork?: ((sessionId: string, prompt: string) => readonly string[]) | undefined
  /** Behind the command with which TCE takes a session up again: at work at once, without approvals. */
  opened(prompt: string): readonly string[]
  /** What its window shows when it can be typed into, where no argument hands it a prompt. */
  readonly typing?: RegExp | undefined
  /** What the first window in a folder asks; Enter says yes. */
  readonly firstQuestion?: RegExp | undefined
  readonly asking?: AskingAgent | undefined
  /** It writes a call of a tool only when it is done: until then the prompt is the last that can be watched. */
  readonly tellsCallsLate?: boolean | undefined
  /** When it is ended it writes no usage of the request whose tool is interrupted, or of one that it makes then. */
  readonly loses?: 'interrupted' | 'last' | undefined
  /** What was served and is told nowhere in its files. */
  readonly isUntold?: ((answer: ServedAnswer) => boolean) | undefined
}

export interface AskingAgent {
  /** Arguments of a window that asks before it runs a command. */
  open(prompt: string): readonly string[]
  readonly typing?: RegExp | undefined
  /** What the screen shows then. */
  readonly asks: RegExp
  /** The keys that allow it. */
  readonly allow: string
  /** As TCE says it, where the agent lets that be known. */
  readonly waitsFor?: string | undefined
}

interface ListedSession {
  readonly id: string
  readonly agent: string
  readonly prompts: number
  readonly toolCalls: number
  readonly totalTokens: number
}

/** Its output tells it from every other command, and it ends by itself should nobody end it. */
const longCommand = 'echo begun; sleep 40'

export function describeGenuine(agent: GenuineAgent): void {
  const { version, file, isThere } = agentProgram(agent.id)
  const title = `${agent.name} ${version}${isThere ? '' : ', which is not installed where .ci/run puts it'}`
  describe.skipIf(!isThere)(title, { timeout: 240_000 }, () => {
    let home: AgentHome
    let cwd: string
    beforeAll(async () => {
      home = await makeAgentHome(agent.env)
      cwd = home.project('shop')
      agent.setUp(home, cwd)
    })
    // Of two in one directory nobody could tell whose session is whose.
    afterEach(() => endEverythingIn(home.dir))
    afterAll(() => home.close())

    const run = async (args: readonly string[]): Promise<void> => {
      const { code, output } = await runAgent(home, cwd, [file, ...args])
      expect(code, output).toBe(0)
    }
    const open = (args: readonly string[]): PtyScreen =>
      openPty({ argv: [file, ...args], env: home.env, cwd, columns: 110, rows: 40 })
    const sessions = async () => (await tceJson<{ sessions: readonly ListedSession[] }>(home, 'sessions')).sessions
    const newest = async (): Promise<ListedSession> => (await sessions())[0] ?? fail('No session is listed.')
    const rows = async () => rowsIn(home)
    const sleepers = () => processesNamed(home, 'sleep')

    /** On a busy machine an agent that was asked to end may take longer than `tce kill` waits: it is waited for, and asked once more then. */
    async function endsWhenAsked(pid: number): Promise<readonly KillReport[]> {
      const ask = async () =>
        JSON.parse((await runTce(home, 'kill', String(pid), '--json')).stdout) as { reports: readonly KillReport[] }
      const { reports } = await ask()
      if (!reports.some(({ outcome }) => outcome === 'still-alive')) return reports
      const isGone = await expect
        .poll(rows, { timeout: 10_000 })
        .toEqual([])
        .then(
          () => true,
          () => false,
        )
      return isGone ? reports.map((report) => ({ ...report, ok: true, outcome: 'ended' })) : (await ask()).reports
    }

    const lost = new Set<ServedAnswer>()
    const told = () => home.model.served.filter((answer) => agent.isUntold?.(answer) !== true && !lost.has(answer))

    /** `maybe`: what the agent may not have written down, all or nothing. */
    async function countsWhatWasServed(maybe: readonly ServedAnswer[] = []): Promise<void> {
      const all = told()
      const fewer = all.filter((answer) => !maybe.includes(answer))
      const message = all.map(({ usage, asked }) => `${usage.input} ${asked.slice(-60)}`).join('; ')
      await expect.poll(() => counted(home), { message }).toBeOneOf([countsOf(all), countsOf(fewer)])
      if ((await counted(home)).responses < all.length) for (const answer of maybe) lost.add(answer)
    }

    it('counts a run to the token, and lists its session with what it did', async () => {
      const before = told()
      await run(agent.run('RUN_SHELL echo hello'))
      await countsWhatWasServed()
      expect(await newest()).toMatchObject({
        agent: agent.id,
        project: 'shop',
        cwd,
        prompts: 1,
        responses: 2,
        toolCalls: 1,
        totalTokens: totalOf(sumOf(told().slice(before.length))),
      })
    })

    it('knows a session that goes on, and counts what a fork copies once', async () => {
      await run(agent.run('one'))
      const begun = await newest()
      await run(agent.goOn(begun.id, 'two'))
      expect(await newest()).toMatchObject({ id: begun.id, prompts: 2 })
      await countsWhatWasServed()
      if (agent.fork === undefined) return
      const before = await sessions()
      await run(agent.fork(begun.id, 'three'))
      await countsWhatWasServed()
      expect(await sessions()).toHaveLength(before.length + 1)
    })

    it('sees it at work in the session that it took up again, and ends it with what it runs', async () => {
      await run(agent.run('hello'))
      const { id } = await newest()
      const { resumeCommand } = await tceJson<{ resumeCommand: string }>(home, 'session', id)
      const words = resumeCommand.split(' ').slice(1)
      const prompt = `RUN_SHELL ${longCommand}`
      const window = open([...words, ...agent.opened(prompt)])
      await typeInto(window, agent, agent.typing, prompt)
      const [tool] = await seenIn(window, 'the command that it runs', () => atLeastOne(sleepers()))
      const row = await seenIn(window, 'tce status to know what it is at', async () => busyOne(await rows()))
      expect(await rows()).toHaveLength(1)
      expect(row).toMatchObject({
        agent: agent.id,
        role: 'interactive',
        sessionId: id,
        project: 'shop',
        health: 'healthy',
      })
      expect(row.children.map(({ pid }) => pid)).toContain(tool?.pid)
      const told = agent.tellsCallsLate === true ? 'prompt' : 'tool-call'
      await seenIn(window, 'tce watch to say what it does', async () => (await watched(home, id)).includes(told))

      const { length: askedBefore } = home.model.served
      const before = processesNamed(home).filter(({ pid }) => pid === row.pid || pid === tool?.pid)
      expect(await endsWhenAsked(row.pid)).toMatchObject([{ pid: row.pid, ok: true, outcome: 'ended' }])
      expect(before.filter(isRunning)).toEqual([])
      expect(await rows()).toEqual([])
      const { entries } = await tceJson<{ entries: readonly AuditEntry[] }>(home, 'log')
      expect(entries[0]).toMatchObject({ action: 'process.kill', target: { pid: row.pid } })
      await window.ended
      const { served } = home.model
      const calls = served.filter(({ call }) => call !== undefined).slice(-1)
      await countsWhatWasServed(
        agent.loses === 'interrupted' ? calls : agent.loses === 'last' ? served.slice(askedBefore) : [],
      )
    })

    const { asking } = agent
    it.skipIf(asking === undefined)(
      'does not call it idle or at work while it asks, and busy once it may',
      async () => {
        if (asking === undefined) return
        const prompt = `ASK_SHELL ${longCommand}`
        const window = open(asking.open(prompt))
        await typeInto(window, agent, asking.typing, prompt)
        await seenIn(window, 'its question', () => asking.asks.test(window.screen.text()))
        const quiet = async () =>
          (await rows()).find(({ activity }) => activity === 'unknown' || activity === 'waiting')
        const row = await seenIn(window, 'tce status to say that it may wait', quiet)
        expect(row).toMatchObject({ agent: agent.id, health: 'healthy' })
        const { waitsFor } = asking
        if (waitsFor !== undefined) {
          const says = async () => (await rows()).some(({ waitingFor }) => waitingFor === waitsFor)
          await seenIn(window, 'what it waits for', says)
        }
        window.type(asking.allow)
        await seenIn(window, 'the command that it may run', () => atLeastOne(sleepers()))
        await seenIn(window, 'tce status to call it busy', async () => busyOne(await rows()))
        window.kill()
        await window.ended
      },
    )
  })
}

/** Programs of this size start slowly where the machine has other work. */
const seenIn = <T>(window: PtyScreen, what: string, ask: Parameters<typeof waitFor<T>>[1]): Promise<T> =>
  waitFor(what, ask, { withinMs: 90_000, seen: () => window.screen.text() })

async function typeInto(
  window: PtyScreen,
  { firstQuestion }: GenuineAgent,
  whenItShows: RegExp | undefined,
  prompt: string,
): Promise<void> {
  if (whenItShows === undefined) return
  const shows = (pattern: RegExp | undefined) => pattern?.test(window.screen.text()) === true
  await seenIn(window, 'its prompt', () => shows(whenItShows) || shows(firstQuestion))
  if (shows(firstQuestion)) window.type('\r')
  await seenIn(window, 'its prompt', () => shows(whenItShows) && !shows(firstQuestion))
  window.type(prompt)
  // Text and Enter at once would be taken for something pasted.
  await seenIn(window, 'what was typed', () => window.screen.text().includes(longCommand))
  await sleep(300)
  window.type('\r')
}

/** Its rows of `tce status`, of this home alone. */
async function rowsIn(home: AgentHome): Promise<readonly FleetAgentReport[]> {
  const ours = new Set(processesWithHome(home.dir))
  return (await status(home)).processes.filter(({ pid }) => ours.has(pid))
}

const busyOne = (rows: readonly FleetAgentReport[]) => rows.find(({ activity }) => activity === 'busy')

const processesNamed = (home: AgentHome, name?: string) =>
  processesWithHome(home.dir)
    .flatMap((pid) => identify(pid) ?? [])
    .filter((found) => name === undefined || found.name === name)

const atLeastOne = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined)

async function counted(home: AgentHome): Promise<{ tokens: Tokens; responses: number }> {
  const { periods } = await tceJson<{ periods: { allTime: { tokens: Tokens; responses: number } } }>(home, 'usage')
  const { tokens, responses } = periods.allTime
  return { tokens, responses }
}

const countsOf = (answers: readonly ServedAnswer[]) => ({ tokens: sumOf(answers), responses: answers.length })

function sumOf(answers: readonly ServedAnswer[]): Tokens {
  const sum = (of: (usage: ServedAnswer['usage']) => number) =>
    answers.reduce((total, { usage }) => total + of(usage), 0)
  return {
    input: sum(({ input }) => input),
    output: sum(({ output, reasoning }) => output + reasoning),
    cacheRead: sum(({ cacheRead }) => cacheRead),
    cacheWrite5m: 0,
    cacheWrite1h: 0,
  }
}

const totalOf = (tokens: Tokens): number => Object.values(tokens).reduce((total, count) => total + count, 0)

/** The kinds of event that name the command in `tce watch` of a session that goes on. */
async function watched(home: AgentHome, sessionId: string): Promise<readonly string[]> {
  const kinds = ['--kinds', 'prompt,tool-call']
  const { child, printed, ended } = startTce(home, ['watch', sessionId, '--json', '--tail', '50', ...kinds])
  try {
    return await waitFor('its last events in tce watch', () => atLeastOne(kindsIn(printed.stdout)))
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

const kindsIn = (printed: string): readonly string[] =>
  printed
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.includes(longCommand))
    .map((line) => (JSON.parse(line) as SessionEvent).kind)

function fail(message: string): never {
  throw new Error(message)
}
