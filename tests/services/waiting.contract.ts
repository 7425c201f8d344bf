/** Who waits for you, and answering, in this program and through a server: the same to the letter. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownUser } from '../../src/core/audit/audit.ts'
import type { BusEvent } from '../../src/core/events/event.ts'
import type { AgentProcess } from '../../src/core/process/process.ts'
import type { AnswerOrder, Asked } from '../../src/core/waiting/approval.ts'
import type { WaitingItem } from '../../src/core/waiting/waiting-report.ts'
import { type Machine, machine, payments } from './machine.ts'
import { type Opened, until } from './services.contract.ts'

const sessionId = 'c0ffee00-0000-4000-8000-000000000001'
const busy: AgentProcess = { ...payments, sessionId, cwd: '/home/dev/shop', activity: 'busy', activitySinceMs: 0 }
const command = { command: 'touch a', description: 'Make a file' }
const hook = (name: string, more: object = {}) => ({
  ...{ session_id: sessionId, hook_event_name: name, cwd: '/home/dev/shop', tool_name: 'Bash', tool_input: command },
  ...more,
})
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

export function testWaiting(name: string, open: (machine: Machine) => Promise<Opened>): void {
  let given: Machine
  let opened: Opened
  beforeEach(async () => {
    given = machine([busy])
    opened = await open(given)
    await given.services.fleet.read()
  })
  afterEach(async () => {
    await opened.close()
    await given.services.close()
  })

  const post = (body: object, gone?: AbortSignal) =>
    given.services.hookReceiver.receive('claude', new TextEncoder().encode(JSON.stringify(body)), gone)

  /** As the agent does: its dialog stands in the terminal as well, until it is answered. */
  async function ask(more: object = {}, { isAnsweredThere = false, of = busy } = {}) {
    const hangUp = new AbortController()
    const before = new Set((await given.services.waiting.read()).waiting.map(({ id }) => id))
    const answer = post(hook('PermissionRequest', more), hangUp.signal)
    given.state.agents = [{ ...of, activity: 'waiting', activitySinceMs: given.state.nowMs }]
    let item: WaitingItem | undefined
    await until(() => {
      given.services.waiting.read().then(({ waiting }) => {
        item = waiting.find(({ id, approval }) => approval !== undefined && !before.has(id))
      })
      return item !== undefined
    })
    if (item?.approval === undefined) throw new Error('There is no card.')
    const taken = answer?.then((decision) => {
      if (decision !== undefined && !isAnsweredThere) goOn()
      return decision
    })
    return { item, nonce: item.approval.nonce, answer: taken, hangUp }
  }

  /** It was answered, wherever: the dialog is gone, and stays so. */
  function goOn(): void {
    given.state.nowMs += 700
    given.state.agents = [{ ...busy, activitySinceMs: given.state.nowMs }]
  }

  const answerWith = (item: WaitingItem, order: Partial<AnswerOrder> = {}) =>
    opened.services.waiting.answer(
      { id: item.id, nonce: item.approval?.nonce ?? '', answer: 'allow', ...order },
      ownUser('cli'),
    )

  describe(`what an agent asks, ${name}`, () => {
    it('is a card: whose it is, the exact thing, what it says, until when, and what "always" would allow', async () => {
      const { item } = await ask()
      const [seen] = (await opened.services.waiting.read()).waiting
      expect(plain(seen)).toEqual(plain((await given.services.waiting.read()).waiting[0]))
      expect(seen).toMatchObject({
        ...{ id: item.id, kind: 'permission', pid: 48213, project: 'payments-api', summary: 'touch a' },
        approval: {
          ...{ state: 'open', tool: 'Bash', thing: { form: 'command', text: 'touch a' }, says: 'Make a file' },
          ...{ cwd: '/home/dev/shop', since: '1970-01-01T00:16:40.000Z', deadline: '1970-01-01T00:26:38.000Z' },
          ...{ branch: 'feat/keys', stops: 'with-words' },
          always: [
            { id: 'exact', rules: ['Bash(touch a)'], reach: 'session' },
            { id: 'exact-project-me', file: '.claude/settings.local.json' },
            { id: 'exact-project', file: '.claude/settings.json' },
          ],
        },
      })
    })

    it('is answered once: the agent gets exactly that, and who comes later is told what came of it', async () => {
      const { item, answer } = await ask()
      const [first, second] = await Promise.all([answerWith(item), answerWith(item, { answer: 'deny' })])
      expect(await answer).toEqual({
        hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: { behavior: 'allow' } },
      })
      expect(first).toMatchObject({
        ok: true,
        value: { state: 'over', outcome: { kind: 'answered-here', answer: 'allow' } },
      })
      expect(first.ok && first.value.outcome?.confirmedAfterMs).toBe(700)
      expect(second).toMatchObject({
        ok: false,
        error: { kind: 'over', message: expect.stringMatching(/^Nothing was sent: allowed once/) },
      })
      const late = await answerWith(item)
      expect(late).toMatchObject({ ok: false, error: { kind: 'over', approval: { outcome: { answer: 'allow' } } } })
      const { waiting, over } = await opened.services.waiting.read()
      expect([waiting, over.map(({ id }) => id)]).toEqual([[], [item.id]])
    })

    it('is answered once by page, tray, terminal and two browsers at the same moment', async () => {
      const { item, answer } = await ask()
      const names = ['deny', 'allow', 'deny', 'allow', 'deny'] as const
      const given = await Promise.all(names.map((name) => answerWith(item, { answer: name })))
      const won = given.flatMap((one) => (one.ok ? [one.value.outcome?.answer] : []))
      expect(won).toHaveLength(1)
      expect(given.filter((one) => !one.ok && one.error.kind === 'over')).toHaveLength(4)
      const told = (await answer) as { hookSpecificOutput: { decision: { behavior: string } } }
      expect(told.hookSpecificOutput.decision.behavior).toBe(won[0])
    })

    it('is in the log with who, the words and what was observed, and told by the bus', async () => {
      const events: BusEvent[] = []
      opened.services.bus.follow(['agent.answered', 'waiting.changed'], (event) => events.push(event))
      await until(() => events.length > 0)
      const { item } = await ask()
      await until(() =>
        events.some(({ type, data }) => type === 'waiting.changed' && JSON.stringify(data).includes(item.id)),
      )
      await answerWith(item, { answer: 'deny', text: 'use make' })
      const [entry] = await opened.services.log.newest(1)
      expect(entry).toMatchObject({
        ...{ action: 'approval.answer', actor: { name: 'cli' }, subject: 'deny Bash', outcome: 'done' },
        target: { pid: 48213, project: 'payments-api' },
        message: 'Denied. Confirmed by Claude Code after 0.7 s. With the words: use make',
      })
      await until(() => events.some(({ type }) => type === 'agent.answered'))
      expect(events.find(({ type }) => type === 'agent.answered')?.data).toMatchObject({
        ...{ agentId: '48213:1000', project: 'payments-api', kind: 'permission', tool: 'Bash', asked: 'touch a' },
        ...{ outcome: 'answered-here', answer: 'deny', text: 'use make', by: 'cli', waitedMs: 0 },
      })
    })

    it('is another request than one that was read before, also for the same thing', async () => {
      const { item, nonce } = await ask()
      const other = await ask()
      expect(other.nonce).not.toBe(nonce)
      expect(await answerWith(other.item, { nonce })).toMatchObject({ ok: false, error: { kind: 'other-request' } })
      expect(await answerWith(item, { id: 'wnone' })).toMatchObject({ ok: false, error: { kind: 'not-found' } })
      expect((await opened.services.waiting.read()).waiting).toHaveLength(2)
    })

    it('is over when its tool ran, because somebody allowed it there; the agent is told nothing', async () => {
      const { item, answer } = await ask()
      given.state.nowMs += 10
      post(hook('PostToolUse'))
      expect(await answer).toBeUndefined()
      expect(await answerWith(item)).toMatchObject({
        ok: false,
        error: {
          kind: 'over',
          message: 'Nothing was sent: allowed in its terminal.',
          approval: { outcome: { kind: 'answered-there' } },
        },
      })
    })

    it('is over when its dialog is gone from the terminal', async () => {
      const { item, answer } = await ask()
      // Seen standing there once.
      const looks = given.state.registryLooks
      await until(() => given.state.registryLooks > looks)
      given.state.agents = [busy]
      const moving = setInterval(() => {
        given.state.nowMs += 700
      }, 100)
      expect(await answer).toBeUndefined()
      clearInterval(moving)
      const [over] = (await opened.services.waiting.read()).over
      expect(over).toMatchObject({
        id: item.id,
        approval: { outcome: { kind: 'answered-there', message: 'Answered in its terminal.' } },
      })
    })

    it('was answered in its terminal a moment before the answer came: that came too late', async () => {
      const { item } = await ask({}, { isAnsweredThere: true })
      const looks = given.state.registryLooks
      await until(() => given.state.registryLooks > looks)
      given.state.nowMs += 100
      given.state.agents = [{ ...busy, activitySinceMs: given.state.nowMs - 50 }]
      expect(await answerWith(item, { answer: 'deny' })).toMatchObject({
        ok: false,
        error: {
          kind: 'over',
          message: 'The answer came too late: answered in its terminal.',
          approval: { outcome: { kind: 'answered-there' } },
        },
      })
    })

    it('is over when the agent hangs up, or its session is gone', async () => {
      const first = await ask()
      first.hangUp.abort()
      expect(await first.answer).toBeUndefined()
      const second = await ask()
      given.state.agents = []
      second.hangUp.abort()
      expect(await second.answer).toBeUndefined()
      const kinds = (await opened.services.waiting.read()).over.map(({ approval }) => approval?.outcome?.kind)
      expect(kinds).toEqual(['session-ended', 'let-go'])
    })

    it('and cannot be taken back, wants the word', async () => {
      const { item, answer } = await ask({ tool_input: { command: 'git push --force origin main' } })
      expect(item.approval?.irrevocable).toEqual({
        sentence: 'It rewrites what others may have from the remote.',
        at: { from: 0, to: 16 },
      })
      expect(await answerWith(item)).toMatchObject({
        ok: false,
        error: { kind: 'word-needed', approval: { state: 'open' } },
      })
      expect(await answerWith(item, { word: 'allow' })).toMatchObject({ ok: true })
      expect(await answer).toBeDefined()
    })

    it('and stands on the user’s own list, wants it, too', async () => {
      given.state.irrevocableCommands = ['make deploy']
      const { item } = await ask({ tool_input: { command: 'make -C . deploy' } })
      expect(item.approval?.irrevocable?.sentence).toBe('It stands on your list: make deploy.')
      expect(await answerWith(item)).toMatchObject({ ok: false, error: { kind: 'word-needed' } })
    })

    it('says what it would throw away as soon as that was looked up, without the secrets in it', async () => {
      given.state.lost = new Map([['reset', 'It throws away 1 changed file (TOKEN=abcdefgh12345678).']])
      const { item } = await ask({ tool_input: { command: 'git reset --hard' } })
      const sentence = async () => {
        const { waiting } = await opened.services.waiting.read()
        return waiting.find(({ id }) => id === item.id)?.approval?.irrevocable?.sentence
      }
      await expect.poll(sentence).toBe('It throws away 1 changed file (TOKEN=[redacted]).')
    })

    it('says why in the agent’s own words, where it wrote some in this turn', async () => {
      const { watch } = given.state
      const of = { ...busy, sessionId: watch.sessionId }
      const whyOf = async () => {
        given.state.agents = [of]
        const closed = watch.closed
        const { item } = await ask({ session_id: watch.sessionId }, { of })
        await until(() => watch.closed > closed)
        const { waiting } = await opened.services.waiting.read()
        return waiting.find(({ id }) => id === item.id)?.approval?.why
      }
      expect(await whyOf()).toBeUndefined()
      watch.add({ kind: 'text', lane: 'main', cursor: 'main@300.0', text: 'The table needs a column.' })
      expect(await whyOf()).toBe('The table needs a column.')
    })

    it('tells afterwards what its tool did, and of a turn that ended what its records tell', async () => {
      const { watch } = given.state
      const of = { ...busy, sessionId: watch.sessionId }
      given.state.agents = [of]
      const { item, answer } = await ask({ session_id: watch.sessionId }, { of, isAnsweredThere: true })
      given.state.nowMs += 10
      post(hook('PostToolUse', { session_id: watch.sessionId, duration_ms: 2_100 }))
      expect(await answer).toBeUndefined()
      const askedAtMs = given.state.nowMs
      const base = { lane: 'main', at: new Date(askedAtMs).toISOString() }
      watch.add({ ...base, kind: 'prompt', cursor: 'main@300.0', text: 'Go on.', images: 0 })
      const call = { ...base, toolId: 't1', tool: 'Bash', input: JSON.stringify({ command: 'touch a' }) }
      watch.add({ ...call, kind: 'tool-call', cursor: 'main@301.0' })
      const result = { ...base, toolId: 't1', outcome: 'done', text: 'CREATE TABLE\n', images: 0 } as const
      watch.add({ ...result, kind: 'tool-result', cursor: 'main@302.0' })
      // It is looked for as often as it has been over for so long.
      const ranOf = async () => {
        given.state.nowMs += 1_000
        await given.services.fleet.read()
        const { over } = await opened.services.waiting.read()
        return over.find(({ id }) => id === item.id)?.approval?.outcome
      }
      await expect.poll(async () => (await ranOf())?.ran?.said).toBe('CREATE TABLE')
      expect(await ranOf()).toMatchObject({
        ...{ kind: 'answered-there', answer: 'allow' },
        ran: { tool: 'Bash', outcome: 'done', tookMs: 2_100 },
      })
      watch.add({ ...base, kind: 'text', cursor: 'main@303.0', text: 'Done:\n\n- **a**' })
      given.state.nowMs += 60_000
      const endedAtMs = given.state.nowMs
      given.state.agents = [{ ...of, activity: 'idle', activitySinceMs: given.state.nowMs }]
      const factsOf = async () => {
        await given.services.fleet.read()
        return (await opened.services.waiting.read()).finished[0]?.facts
      }
      await expect.poll(factsOf).toMatchObject({ lastedMs: endedAtMs - askedAtMs, says: 'Done:\n\n- **a**' })
    })

    it('is denied so that its turn ends, too, and the log says so', async () => {
      const { item, answer } = await ask()
      const denied = await answerWith(item, { answer: 'deny', text: 'enough', stops: true })
      expect(await answer).toMatchObject({
        hookSpecificOutput: { decision: { behavior: 'deny', message: 'enough', interrupt: true } },
      })
      expect(denied.ok && denied.value.outcome).toMatchObject({
        ...{ answer: 'deny', stops: true, text: 'enough' },
        message: 'Denied, and its turn told to stop. Confirmed by Claude Code after 0.7 s.',
      })
      expect((await opened.services.log.newest(1))[0]?.subject).toBe('deny and stop Bash')
    })

    it('stands on its screen alone, where no hook told of it: answered by a key, and again where that did not arrive', async () => {
      const press: string[] = []
      let isInCopyMode = true
      let stands = true
      const message = 'Nothing was typed: tmux pane %7 is in copy mode, which would take the key.'
      const asked: Asked = {
        ...{ kind: 'permission', tool: 'Bash', thing: { form: 'command', text: 'touch a' }, always: [] },
        answers: ['allow', 'deny'],
      }
      given.state.dialog = {
        kind: 'asks',
        dialog: {
          ...{ asked, where: 'tmux pane %7', isStanding: async () => stands },
          async press(decision, { leavesCopyMode }) {
            press.push(decision.answer)
            if (leavesCopyMode) isInCopyMode = false
            if (isInCopyMode) return { message, isInCopyMode }
            // A look at the screen sees that the dialog went before anybody hears that the key was taken.
            stands = false
            await given.services.fleet.read()
            await new Promise(setImmediate)
            goOn()
            return undefined
          },
        },
      }
      given.state.agents = [{ ...busy, activity: 'waiting', tty: 'pts/3', activitySinceMs: given.state.nowMs }]
      await given.services.fleet.read()
      expect((await opened.services.waiting.read()).waiting[0]?.approval).toBeUndefined()
      given.state.nowMs += 1_600
      await given.services.fleet.read()
      let item: WaitingItem | undefined
      await until(() => {
        given.services.waiting.read().then(({ waiting }) => {
          item = waiting[0]
        })
        return item?.approval !== undefined
      })
      if (item === undefined) throw new Error('There is no card.')
      expect(item).toMatchObject({ project: 'payments-api', approval: { typedInto: 'tmux pane %7', state: 'open' } })
      expect(item.approval?.deadline).toBeUndefined()
      expect(await answerWith(item, { answer: 'deny', text: 'use make' })).toMatchObject({
        error: { kind: 'not-offered', message: expect.stringContaining('takes no words') },
      })
      expect(await answerWith(item)).toMatchObject({
        ok: false,
        error: { kind: 'in-copy-mode', message, approval: { state: 'open' } },
      })
      expect(await answerWith(item, { leavesCopyMode: true })).toMatchObject({
        ok: true,
        value: { outcome: { kind: 'answered-here', confirmedAfterMs: 700 } },
      })
      expect(press).toEqual(['allow', 'allow'])
    })

    it('by its host says whose it is before a look knows the session, where one agent alone works in that directory', async () => {
      const window = { ...payments, agent: 'codex', cwd: '/home/dev/shop' } as const
      const askIn = async (agents: readonly AgentProcess[]) => {
        given.state.agents = agents
        given.state.nowMs += 10_000
        await given.services.fleet.read()
        const [settled, gone] = [new AbortController(), new AbortController()]
        const asked: Asked = {
          kind: 'permission',
          tool: 'exec',
          thing: { form: 'command', text: 'ls' },
          answers: ['allow'],
          always: [],
        }
        const ask = { asked, sessionId: `thread-${agents.length}`, cwd: '/home/dev/shop' }
        void given.services.waiting.askByHost('codex', { ...ask, settled: settled.signal, gone: gone.signal })
        const { waiting } = await opened.services.waiting.read()
        settled.abort()
        // It is looked again by itself.
        await given.services.fleet.read()
        return waiting.find(({ sessionId }) => sessionId === ask.sessionId)
      }
      expect(await askIn([window])).toMatchObject({ agentId: '48213:1000', pid: 48213, project: 'payments-api' })
      const second = await askIn([window, { ...window, pid: 48214 }])
      expect([second?.summary, second?.pid]).toEqual(['ls', undefined])
    })

    it('has no secret in it', async () => {
      const key = `sk-ant-${'k'.repeat(40)}`
      const { item } = await ask({ tool_input: { command: `curl -H "x-api-key: ${key}" shop` } })
      expect(JSON.stringify(item)).not.toContain('kkkk')
      expect(item.approval?.notes).toContain('A secret in it is not shown.')
    })
  })

  describe(`who waits, ${name}`, () => {
    it('and can’t be answered from here stands there too, with the reason', async () => {
      given.state.agents = [
        { ...busy, activity: 'waiting', waitingFor: 'permission prompt', activitySinceMs: 0, tty: 'pts/3' },
      ]
      given.state.nowMs += 10_000
      const [item] = (await opened.services.waiting.read()).waiting
      expect(item).toMatchObject({
        ...{ id: '48213:1000', kind: 'permission', summary: 'permission prompt' },
        unreachable: {
          reason: 'Its hooks are not in place, so TCE only sees that it waits.',
          next: expect.stringContaining('pts/3'),
        },
      })
      expect(item?.approval).toBeUndefined()
    })

    it('and is carried by no server that could be asked is told how to start the next time', async () => {
      given.state.agents = [{ ...busy, agent: 'codex', activity: 'waiting', activitySinceMs: 0, tty: 'pts/3' }]
      given.state.nowMs += 10_000
      expect((await opened.services.waiting.read()).waiting[0]?.unreachable).toMatchObject({
        reason: 'No server that carries its session told TCE what it asks.',
        next: 'answer in its terminal (pts/3); for the next time: start it without --no-daemon',
      })
    })

    it('is joined by whose turn ended, until that was seen; a turn that failed went wrong', async () => {
      given.state.agents = [{ ...busy, activity: 'idle', activitySinceMs: given.state.nowMs }]
      await given.services.fleet.read()
      const { finished } = await opened.services.waiting.read()
      expect(finished).toMatchObject([{ id: '48213:1000', kind: 'done', project: 'payments-api' }])
      const seen = await opened.services.waiting.markSeen(['48213:1000', 'nobody'])
      expect(seen.finished).toEqual([])
      given.state.nowMs += 1_000
      post(hook('StopFailure', { error: 'server_error', last_assistant_message: 'API Error: 529' }))
      await given.services.hookReceiver.settled()
      await given.services.fleet.read()
      expect((await opened.services.waiting.read()).wentWrong).toMatchObject([
        { kind: 'failed', summary: 'API Error: 529' },
      ])
    })

    it('is nobody who was idle when TCE began', async () => {
      const other = machine([{ ...busy, activity: 'idle', activitySinceMs: 0 }])
      expect((await other.services.waiting.read()).finished).toEqual([])
      await other.services.close()
    })
  })
}
