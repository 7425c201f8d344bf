/** The genuine opencode asks by its server, is answered, and is given prompts; a window of it is told of both by the same server. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { server as serverForm } from '../../../src/agents/opencode/server.ts'
import { givenByHost } from '../../../src/agents/prompting.ts'
import { followHost, type HostedAsk } from '../../../src/control/asking-host.ts'
import type { HostConnection } from '../../../src/control/host-line.ts'
import { openHttpHostLine, sayToServer } from '../../../src/control/http-host-line.ts'
import { findPortOwner } from '../../../src/control/port-owner.ts'
import type { Decision } from '../../../src/core/waiting/approval.ts'
import { createHostChannel } from '../../../src/prompts/channels/host/host-channel.ts'
import type { ReachedHost } from '../../../src/prompts/hosted-sessions.ts'
import { createHostedSessions } from '../../../src/prompts/hosted-sessions.ts'
import { type ChannelWorld, testChannel } from '../../prompts/channel.contract.ts'
import { type AgentHome, makeAgentHome } from '../../tools/agents/agent-home.ts'
import { type OpencodeServer, startOpencodeServer } from '../../tools/agents/opencode-server.ts'
import { opencodeEnvironment } from '../../tools/agents/opencode-settings.ts'
import { agentProgram } from '../../tools/agents/programs.ts'
import { waitFor } from '../../tools/wait-for.ts'

const { version, isThere } = agentProgram('opencode')
const slow = { withinMs: 120_000 }

describe.skipIf(!isThere)(`opencode ${version} that serves`, { timeout: 600_000 }, () => {
  let home: AgentHome
  let cwd: string
  let server: OpencodeServer | undefined
  beforeAll(async () => {
    home = await makeAgentHome(() => opencodeEnvironment)
    cwd = home.project('shop')
    // Else the whole disk is its project.
    execFileSync('git', ['init', '-q', cwd])
  }, 600_000)
  afterAll(() => home.close())

  const opened = async (): Promise<OpencodeServer> => {
    server ??= await startOpencodeServer(home, cwd)
    return server
  }
  const hostOf = ({ port }: OpencodeServer): ReachedHost => ({
    prompts: serverForm.prompts,
    say: (talk) => sayToServer({ port }, talk),
  })
  const sessionsOf = (one: OpencodeServer) => createHostedSessions(async () => [hostOf(one)], Date.now)
  const targetOf = (sessionId: string) => ({ pid: 1, start: '1', agent: 'opencode', sessionId, cwd })
  /** A turn may ask the model once more after its tool has run. */
  const itsTurnEnds = (one: OpencodeServer, sessionId: string) => {
    const sessions = sessionsOf(one)
    const isIdle = async () => (await sessions.lookAt(targetOf(sessionId)))?.activity === 'idle'
    return waitFor('its turn to end', isIdle, slow)
  }
  const made = (name: string) => waitFor(name, () => existsSync(join(cwd, name)), slow)

  /** What is asked, and how it is answered. */
  async function follow(one: OpencodeServer) {
    const asks: (HostedAsk & { answer(decision: Decision): void })[] = []
    let host: ReturnType<typeof followHost> | undefined
    const line = await openHttpHostLine(
      { ...serverForm, port: one.port },
      { onMessage: (message) => host?.hear(message), onClose: () => host?.end() },
    )
    if (!line.ok) throw new Error(line.error)
    host = followHost(
      line.value satisfies HostConnection,
      serverForm.asking,
      (ask) => new Promise((resolve) => asks.push({ ...ask, answer: resolve })),
      (message, cause) => {
        throw new Error(message, { cause })
      },
    )
    const next = (number: number) => waitFor(`request ${number}`, () => asks[number - 1], slow)
    return { next, close: line.value.close }
  }

  it('listens on the port that it was told, and so is found', async () => {
    const { port, pid, argv } = await opened()
    const process = { pid, ppid: 1, start: '1', startedAtMs: 0, name: 'opencode', state: 'running', argv } as const
    expect(serverForm.portOf(process)).toBe(port)
    expect(serverForm.portOf({ ...process, argv: ['opencode', '--prompt', 'serve me'] })).toBeUndefined()
    expect((await findPortOwner(port))?.pid).toBe(pid)
  })

  it('breaks off the turn that goes on when it is told to, and nothing where it rests', async () => {
    const one = await opened()
    const sessionId = await one.startSession()
    const target = targetOf(sessionId)
    const sessions = sessionsOf(one)
    expect(await sessions.interrupt(target)).toMatchObject({ kind: 'refused', why: expect.stringContaining('at work') })
    await one.prompt(sessionId, 'RUN_STILL')
    await waitFor('the model to be asked', () => home.model.stillAsking() > 0, slow)
    expect(await sessions.interrupt(target)).toEqual({ kind: 'taken' })
    await itsTurnEnds(one, sessionId)
    await expect
      .poll(async () => (await sessions.lookAt(target))?.lastTurn)
      .toMatchObject({ kind: 'broken', how: 'interrupted' })
  })

  it('asks for a command and for a patch with all of both, and does what it is answered', async () => {
    const one = await opened()
    const sessionId = await one.startSession()
    const { next, close } = await follow(one)
    await one.prompt(sessionId, 'ASK_SHELL touch one.txt')
    const first = await next(1)
    expect(first).toMatchObject({
      ...{ sessionId, cwd },
      asked: {
        ...{ kind: 'permission', tool: 'bash', thing: { form: 'command', text: 'touch one.txt' } },
        ...{ always: [{ rules: ['touch *'] }], answers: ['allow', 'always', 'deny'] },
      },
    })
    expect(existsSync(join(cwd, 'one.txt'))).toBe(false)
    // What it asks is not answered by breaking it off.
    expect(await sessionsOf(one).interrupt(targetOf(sessionId))).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('asks something'),
    })
    first.answer({ answer: 'allow', edits: 'ask' })
    await made('one.txt')
    await waitFor('it to be told as settled', () => first.settled.aborted, slow)

    await itsTurnEnds(one, sessionId)
    const sessions = sessionsOf(one)
    // For the agent that the session has: the usual one would not ask.
    expect(
      await sessions.send(targetOf(sessionId), { text: 'ASK_SHELL touch two.txt', mark: 'tce-1', isOnTheWay: false }),
    ).toEqual({ kind: 'taken' })
    const second = await next(2)
    expect(second.asked.thing).toEqual({ form: 'command', text: 'touch two.txt' })
    // What was seen a moment before the request is kept for a quarter of a second.
    await expect.poll(async () => (await sessions.lookAt(targetOf(sessionId)))?.activity).toBe('waiting')
    expect(await sessions.find(targetOf(sessionId), 'tce-1')).toBe('taken')
    expect(await sessions.find(targetOf(sessionId), 'tce-2')).toBe('nowhere')
    second.answer({ answer: 'deny', text: 'use the other folder' })
    await waitFor('it to be told as settled', () => second.settled.aborted, slow)
    expect(existsSync(join(cwd, 'two.txt'))).toBe(false)
    await itsTurnEnds(one, sessionId)
    await sessions.send(targetOf(sessionId), { text: 'ASK_SHELL touch three.txt', mark: 'tce-3', isOnTheWay: false })
    const third = await next(3)
    expect(third.asked.stops).toBe('without-words')
    const answers = home.model.served.length
    third.answer({ answer: 'deny', text: '', stops: true })
    await itsTurnEnds(one, sessionId)
    expect([home.model.served.length, existsSync(join(cwd, 'three.txt'))]).toEqual([answers, false])
    close()
  })

  it('tells what was answered in a window, and what stood there before it was followed', async () => {
    const one = await opened()
    const sessionId = await one.startSession()
    await one.prompt(sessionId, 'ASK_SHELL touch there.txt')
    const asked = async () => {
      const answer = await fetch(`http://127.0.0.1:${one.port}/permission`)
      return ((await answer.json()) as { id: string }[])[0]
    }
    const { id } = await waitFor('it to ask', asked, slow)
    const { next, close } = await follow(one)
    const open = await next(1)
    await one.allow(id)
    await waitFor('it to be told as settled', () => open.settled.aborted, slow)
    await made('there.txt')
    await itsTurnEnds(one, sessionId)
    close()
  })

  testChannel('through its own server', async (): Promise<ChannelWorld> => {
    const one = await opened()
    const sessionId = await one.startSession()
    const before = home.model.served.length
    return {
      channel: createHostChannel(sessionsOf(one)),
      errand: (text) => ({
        ...{ promptId: 'q1', text, prompting: givenByHost, where: {}, isAwake: async () => true },
        target: targetOf(sessionId),
      }),
      invite: () => {},
      taken: () => home.model.served.slice(before).flatMap(({ asked, hadTools }) => (hadTools ? [asked] : [])),
      async leave() {
        await one.stop()
        server = undefined
      },
      close: () => {},
    }
  })
})
