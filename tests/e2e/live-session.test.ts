/** A genuine Claude Code, watched while it works: what its transcript says becomes the events and the state that people see. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import type { LiveSessionState } from '../../src/core/session/live-session.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import type { SessionWatch } from '../../src/core/session/session-watch.ts'
import { createSessionWatcher, type SessionWatcher } from '../../src/sessions/session-watcher.ts'
import { describeWithClaude, type RunningClaude, startClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { startTce, status } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

let home: ClaudeHome
let watcher: SessionWatcher
beforeEach(async () => {
  home = await makeClaudeHome()
  watcher = createSessionWatcher({
    sources: [{ agent: 'claude', dataDir: home.configDir }],
    prices: createPriceBook(claudePrices, []),
  })
})
afterEach(async () => {
  await watcher.close()
  await home.close()
})

interface Watched {
  readonly claude: RunningClaude
  readonly cwd: string
  readonly watch: SessionWatch
  readonly seen: SessionEvent[]
  /** Waits until an event of this kind came behind those seen before. */
  next<K extends SessionEvent['kind']>(kind: K): Promise<Extract<SessionEvent, { kind: K }>>
  until(what: string, is: (state: LiveSessionState) => boolean): Promise<LiveSessionState>
}

async function watched(args: readonly string[] = ['--allowedTools', 'Bash', 'Read', 'Agent', '--']): Promise<Watched> {
  const cwd = home.project('shop')
  const claude = await startClaude({ mode: 'interactive', home, cwd, args })
  const { sessionId } = await claude.isAt('idle')
  watcher.noteFleet(await status(home))
  const watch = await watcher.open(sessionId)
  if (watch === undefined) throw new Error(`No session ${sessionId}`)
  const seen: SessionEvent[] = []
  watch.subscribe((change) => change.type === 'events' && seen.push(...change.events))
  let from = 0
  return {
    claude,
    cwd,
    watch,
    seen,
    async next(kind) {
      const found = await waitFor(
        `an event: ${kind}`,
        () => {
          const index = seen.findIndex((event, at) => at >= from && event.kind === kind)
          if (index === -1) return undefined
          from = index + 1
          return seen[index]
        },
        { seen: () => `Seen: ${seen.map((event) => event.kind).join(' ')}. Terminal: ${claude.output().slice(-800)}` },
      )
      return found as Extract<SessionEvent, { kind: typeof kind }>
    },
    until: async (what, is) => {
      await waitFor(what, () => is(watch.state()), { seen: () => JSON.stringify(watch.state()).slice(0, 3000) })
      return watch.state()
    },
  }
}

describeWithClaude('a session that is watched', { timeout: 120_000 }, () => {
  it('shows a tool as it runs, parallel ones together, and what came of each', async () => {
    const { claude, cwd, watch, next, until } = await watched()
    expect(watch.state()).toMatchObject({ status: 'idle', statusFrom: 'registry', project: 'shop', eventCount: 0 })
    await claude.say('RUN_BASH3')
    expect(await next('prompt')).toMatchObject({ text: 'RUN_BASH3', source: 'typed' })
    expect(await next('thinking')).toMatchObject({ text: 'I should run it.' })
    await next('tool-call')
    expect(watch.state().steps).toMatchObject([{ tool: 'Bash', status: 'pending' }])
    watcher.noteFleet(await status(home))
    expect(watch.state()).toMatchObject({ status: 'busy', doing: 'Bash sleep 3; echo hello' })
    expect(await next('tool-result')).toMatchObject({ outcome: 'done', summary: '1 line', text: 'hello' })
    await next('turn-end')
    const [step] = watch.state().steps
    expect(step?.durationMs).toBeGreaterThan(2_500)

    const file = join(cwd, 'notes.txt')
    writeFileSync(file, 'a\nb\nc\n')
    await claude.say(`RUN_PARALLEL ${file}`)
    const state = await until(
      'three steps done',
      ({ steps }) => steps.slice(1).filter((one) => one.status !== 'pending').length === 3,
    )
    const parallel = state.steps.slice(1)
    expect(parallel.map(({ tool, status: outcome }) => [tool, outcome])).toEqual([
      ['Bash', 'done'],
      ['Read', 'done'],
      ['Bash', 'failed'],
    ])
    expect(new Set(parallel.map(({ group }) => group)).size).toBe(1)
    expect(parallel[2]?.result).toContain('exit 3')
    await next('turn-end')
    expect(watch.state().flow.map(({ kind }) => kind)).toContain('tools')
    expect(watch.state().files).toMatchObject([{ path: file, isRead: true }])
    expect(watch.state()).toMatchObject({ turns: 2, toolCalls: 4, failedToolCalls: 1 })
    const { costUsd, context } = watch.state()
    expect(costUsd).toBeGreaterThan(0)
    expect(context.tokens).toBe(12 + 18_000 + 1_500)
    expect(context.share).toBeGreaterThan(0)
  })

  it('shows a subagent as it works, in a lane of its own', async () => {
    const { claude, watch, next, until } = await watched()
    await claude.say('RUN_AGENT')
    expect(await next('subagent-start')).toMatchObject({ description: 'Look around', type: 'general-purpose' })
    const state = await until('its step', ({ subagents }) => subagents[0]?.doing?.startsWith('Bash') === true)
    expect(state.subagents).toMatchObject([{ type: 'general-purpose', status: 'pending', depth: 1 }])
    expect(state.subagents).toHaveLength(1)
    const ended = await until('its end', ({ subagents }) => subagents[0]?.status === 'done')
    expect(ended.subagents[0]).toMatchObject({ toolCalls: 1 })
    expect(ended.subagents[0]?.durationMs).toBeGreaterThan(3_000)
    expect(ended.steps.some(({ lane }) => lane === ended.subagents[0]?.id)).toBe(true)
    const lane = await watch.events({ lane: ended.subagents[0]?.id ?? '', kinds: ['tool-call'] })
    expect(lane.events).toHaveLength(1)
  })

  it('waits for a permission, is told no, is interrupted, is compacted, and ends', async () => {
    const { claude, watch, next, until, seen } = await watched(['--allowedTools', 'Bash', '--'])
    await claude.say('RUN_WRITE')
    await claude.isAt('waiting')
    await next('tool-call')
    watcher.noteFleet(await status(home))
    const asking = watch.state()
    expect(asking).toMatchObject({ status: 'waiting', waitingFor: 'permission prompt', statusFrom: 'registry' })
    expect(asking.steps.find(({ id }) => id === asking.waitingStepId)).toMatchObject({
      tool: 'Write',
      status: 'pending',
    })
    claude.pressEscape()
    await claude.isAt('idle')
    await until('the refusal', ({ steps }) => steps[0]?.status === 'interrupted')

    // The mock answers what comes right after a refusal with a text.
    await claude.say('hello')
    await next('turn-end')
    await claude.say('RUN_BASH20')
    await waitFor('the second call', () => seen.filter(({ kind }) => kind === 'tool-call').length === 2)
    claude.pressEscape()
    await claude.isAt('idle')
    const stopped = await until(
      'the interruption',
      ({ steps }) => steps[1] !== undefined && steps[1].status !== 'pending',
    )
    expect(stopped.steps[1]).toMatchObject({ tool: 'Bash', status: 'interrupted' })
    expect(seen.some(({ kind }) => kind === 'interrupt')).toBe(true)

    await claude.say('/compact')
    expect(await next('compaction')).toMatchObject({ phase: 'boundary', trigger: 'manual' })
    expect(watch.state().context).toMatchObject({ compactionCount: 1 })

    claude.signal('SIGTERM')
    await claude.isGone()
    watcher.noteFleet(await status(home))
    expect(watch.state().process).toBeUndefined()
  })

  it('goes on in the same transcript when it is resumed', async () => {
    const first = await watched()
    await first.claude.say('hello there')
    await first.next('turn-end')
    first.claude.signal('SIGTERM')
    await first.claude.isGone()
    const resumed = await startClaude({
      mode: 'interactive',
      home,
      cwd: first.cwd,
      args: ['--resume', first.watch.sessionId],
    })
    await resumed.isAt('idle')
    watcher.noteFleet(await status(home))
    expect(first.watch.state()).toMatchObject({ status: 'idle', turns: 1, process: { pid: resumed.pid } })
    await resumed.say('and again')
    await first.until('the second turn', ({ turns }) => turns === 2)
    expect(first.watch.state().title).toBe('hello there')

    resumed.signal('SIGTERM')
    await resumed.isGone()
    const id = first.watch.sessionId.slice(0, 8)
    const { child, printed, ended } = startTce(home, ['watch', id, '--json', '--kinds', 'prompt'])
    await waitFor('both prompts', () => printed.stdout.trim().split('\n').length === 2)
    child.kill('SIGINT')
    const { code, stdout } = await ended
    expect(code).toBe(130)
    const prompts = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as SessionEvent)
    expect(prompts).toMatchObject([{ text: 'hello there' }, { text: 'and again' }])
  })
})
