import { describe, expect, it } from 'vitest'
import type { Observation, Subject } from '../../../src/core/kill/kill-words.ts'
import { attemptReport, clockTime, refusalReport, subjectOf } from '../../../src/core/kill/kill-words.ts'
import { fakeProcess } from '../../scanner/fake-process-table.ts'
import { anAgent, nowMs } from '../process/agent-process.ts'

const payments: Subject = { pid: 48213, start: '1', label: 'payments-api', project: 'payments-api' }
const legacy: Subject = { pid: 31877, start: '1', label: 'legacy-billing-migration' }
const observed = (facts: Partial<Observation> = {}): Observation => ({
  sent: ['SIGTERM'],
  afterMs: 412,
  hasEnded: true,
  isForced: false,
  endedProcesses: 5,
  freedBytes: 612_000_000,
  survivors: [],
  ...facts,
})
const redis = { pid: 52018, ppid: 1, start: '9', startedAtMs: 0, name: 'redis-server' }
const context = { nowMs, timezone: 'UTC' }

describe('what was observed', () => {
  it('says when it ended and what that freed', () => {
    const report = attemptReport(payments, observed())
    expect(report.message).toBe('payments-api ended after 0.4 s. 5 processes gone, 612 MB freed.')
    expect(report).toMatchObject({ outcome: 'ended', ok: true, id: '48213:1', sent: ['SIGTERM'], endedProcesses: 5 })
    expect(report.next).toBeUndefined()
  })

  it('says "at once" where tenths of a second would be none', () => {
    expect(attemptReport(payments, observed({ afterMs: 99 })).message).toMatch(/^payments-api ended at once\. 5 /)
    expect(attemptReport(payments, observed({ afterMs: 100 })).message).toMatch(/^payments-api ended after 0\.1 s\. /)
  })

  it('leaves the memory out where it is not known', () => {
    const report = attemptReport(payments, observed({ endedProcesses: 1, freedBytes: undefined }))
    expect(report.message).toBe('payments-api ended after 0.4 s. 1 process gone.')
  })

  it('says what was tried on one that still runs, and the next step', () => {
    const sent = ['SIGCONT', 'SIGTERM']
    const report = attemptReport(legacy, observed({ sent, hasEnded: false, afterMs: 5043, endedProcesses: 0 }))
    expect(report.message).toBe('legacy-billing-migration (31877) still runs: woken, asked, waited 5 s.')
    expect(report).toMatchObject({ outcome: 'still-alive', ok: false, next: 'tce kill 31877 --force' })
  })

  it('does not offer force again after force', () => {
    const sent = ['SIGTERM', 'SIGKILL']
    const report = attemptReport(legacy, observed({ sent, hasEnded: false, isForced: true, afterMs: 10_100 }))
    expect(report.message).toBe('legacy-billing-migration (31877) still runs: asked, killed, waited 10 s.')
    expect(report.next).toBe('tce doctor')
  })

  it('is not content while children still run', () => {
    const report = attemptReport(payments, observed({ survivors: [redis] }))
    expect(report.message).toMatch(/gone, 612 MB freed\. Of its children redis-server \(52018\) still runs\.$/)
    expect(report).toMatchObject({ outcome: 'ended', ok: false, next: 'tce kill 52018 --force' })
    expect(report.survivors).toEqual([{ pid: 52018, name: 'redis-server' }])
  })

  it('says that the stop command failed and signals had to do', () => {
    const sent = ['claude stop 72422c08', 'SIGTERM']
    const report = attemptReport(payments, observed({ sent, stopFailure: "No session matching '72422c08'." }))
    expect(report.message).toContain(
      "claude stop 72422c08 did not do it (No session matching '72422c08'.), signals did; its supervisor may start it again.",
    )
    expect(report.next).toBe('tce status')
  })

  it('names who has to collect what is left', () => {
    const report = attemptReport(payments, observed({ uncollectedBy: { pid: 7, name: 'make' } }))
    expect(report.message).toContain('Its entry stays until make (7) collects it.')
  })

  it('says that Windows forces', () => {
    expect(attemptReport(payments, observed({ sent: ['taskkill'] })).message).toContain(
      'Windows has no polite end: it was forced.',
    )
  })
})

describe('what was refused', () => {
  const words = (
    subject: Subject,
    refusal: Parameters<typeof refusalReport>[1],
    parent?: { pid: number; name: string },
  ) => {
    const { message, next, ok, sent } = refusalReport(subject, refusal, { ...context, parent })
    expect({ ok, sent }).toEqual({ ok: false, sent: [] })
    expect(message).toContain('Nothing was sent.')
    return [message, next]
  }

  it('names the process that has the pid now', () => {
    const vim = fakeProcess({ pid: 52018, name: 'vim', startedAtMs: Date.UTC(2026, 10, 20, 14, 30) })
    expect(words({ ...payments, pid: 52018 }, { outcome: 'gone', found: vim })).toEqual([
      '52018 is another process now (vim, started 14:30). Nothing was sent.',
      'tce log',
    ])
  })

  it('says that it had ended', () => {
    expect(words(payments, { outcome: 'gone' })[0]).toBe('payments-api (48213) had ended already. Nothing was sent.')
  })

  it('names the parent of a defunct process', () => {
    const found = fakeProcess({ pid: 31877, state: 'zombie' })
    expect(words(legacy, { outcome: 'defunct', found }, { pid: 77, name: 'bash' })).toEqual([
      'legacy-billing-migration (31877) ended already; its parent bash (77) has to collect it, no signal can. Nothing was sent.',
      'end or restart bash (77)',
    ])
  })

  it('explains each protection', () => {
    for (const protection of ['system', 'self', 'ancestor', 'supervisor'] as const) {
      words(payments, { outcome: 'protected', protection })
    }
    expect(words(payments, { outcome: 'protected', protection: 'supervisor' })[1]).toBe('tce kill 48213')
  })

  it('lets no foreign name steer a terminal', () => {
    const evil = fakeProcess({ pid: 9, name: '\u001b[31mvi\u202em\n' })
    expect(words(payments, { outcome: 'not-watched', found: evil })[0]).toBe(
      '48213 (vim) is no agent and no part of one. Nothing was sent.',
    )
  })
})

describe('who a sentence is about', () => {
  const one = anAgent({ pid: 1001, project: 'payments-api', name: 'webhook-retries' })
  const other = anAgent({ pid: 1002, project: 'payments-api', name: 'pci-audit' })

  it('is the project alone, with the name where two agents share it', () => {
    expect(subjectOf(one, { kind: 'agent', process: one }, { agents: [one] }).label).toBe('payments-api')
    expect(subjectOf(one, { kind: 'agent', process: one }, { agents: [one, other] }).label).toBe(
      'payments-api webhook-retries',
    )
  })

  it('is the pid where nothing is known', () => {
    expect(subjectOf({ pid: 5, start: '1' }, undefined, { agents: [] }).label).toBe('Process 5')
  })
})

it('gives the day with a time that was not today', () => {
  expect(clockTime(Date.UTC(2026, 10, 19, 9, 5), nowMs, 'UTC')).toBe('19 Nov 09:05')
})
