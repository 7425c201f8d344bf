/** Prompts as the pictures show them, over the real store: some wait, one was not sent, one nobody knows of, one stands in its box, some are done. */

import type { PromptRequest } from '../../../src/services/prompts.ts'
import { agentOf, nowMs } from '../../fixtures/fleet/twenty-agents.ts'
import { inTmux } from '../../services/real-prompts.ts'
import type { FakeServices } from '../fake-services.ts'

const person = { kind: 'browser', name: 'page' }
const minute = 60_000

/** pid, text, and when it goes: as ids are given in their order, `q3` is the third. */
const waiting: readonly (readonly [number, string, Partial<PromptRequest>?])[] = [
  [48213, 'Say how long a claim may run. A claim that never ends blocks the key for good.'],
  [48213, '/compact keep the decisions about the state column', { isCommand: true }],
  [52771, 'Now the same for the address form'],
  [52771, 'Run the axe check on all five steps and list what is left', { when: 'after', after: 'q3' }],
  [52771, 'Write the PR text'],
  [50418, 'Take the new icons from design-system', { when: 'at', at: '2026-11-20T18:00:00.000Z' }],
]

const done: readonly (readonly [number, string, number, number])[] = [
  [48213, 'Good. Now make the backoff configurable per endpoint', 13, 290_000],
  [48213, 'Check that two workers never take the same retry', 55, 1_020_000],
  [52771, 'The focus ring is missing in the date picker', 78, 360_000],
  [58120, 'Number the headings', 112, 40_000],
]

export async function demoPrompts(services: FakeServices): Promise<void> {
  const send = async (pid: number, text: string, more: Partial<PromptRequest> = {}) => {
    const { start } = agentOf(pid)
    const sent = await services.prompts.send({ target: { pid, start }, text, when: 'idle', ...more }, person)
    if (!sent.ok) throw new Error(sent.error.message)
    return sent.value.prompt.id
  }
  const through = async (id: string, startedAtMs: number, pane: string, step: 'send' | 'strand' = 'send') => {
    const attempt = { channel: 'tmux', through: `tmux pane ${pane}`, startedAtMs, enterAtMs: startedAtMs } as const
    await services.promptStore.step(id, 'claim', { nowMs: startedAtMs })
    await services.promptStore.step(id, 'begin', { nowMs: startedAtMs, attempt })
    const reason = step === 'strand' ? 'A dialog opened while it was typed; Enter was not pressed.' : undefined
    await services.promptStore.step(id, step, { nowMs: startedAtMs, attempt, reason })
  }
  services.nowMs = () => nowMs
  await services.beginPrompts()
  services.situationOf = ({ pid }) =>
    pid === 45033 ? { ...inTmux, terminal: { kind: 'elsewhere', tty: 'pts/19' }, takesAtTurnEnd: false } : inTmux
  await services.promptLibrary.saveTemplate({ name: 'Flaky test', text: 'Run {{test}} {{runs}} times' }, person)
  await services.promptLibrary.saveTemplate({ name: 'Explain, then wait', text: 'Say why, then wait.' }, person)
  for (const [pid, text, more] of waiting) await send(pid, text, more)
  const unsent = await send(51002, 'Stop after this test run and tell me what you know')
  const reason = 'The pane is in copy mode, and it was for an hour.'
  await services.promptStore.step(unsent, 'fail', { nowMs: nowMs - 20 * minute, reason })
  const doubted = await send(55310, 'Say which partitions are left')
  await through(doubted, nowMs - 9 * minute, '%4')
  await services.promptStore.step(doubted, 'doubt', { nowMs: nowMs - 8 * minute, reason: 'No proof came within 10 s.' })
  for (const [pid, text, agoMinutes, tookMs] of done) {
    const id = await send(pid, text)
    const overMs = nowMs - agoMinutes * minute
    await through(id, overMs - tookMs, '%12')
    await services.promptStore.step(id, 'prove', { nowMs: overMs - tookMs })
    await services.promptStore.step(id, 'answer', { nowMs: overMs })
  }
  await through(await send(54291, 'List the dead links,\nthen stop'), nowMs - 3 * minute, '%9', 'strand')
}
