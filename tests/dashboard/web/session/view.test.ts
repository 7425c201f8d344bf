import { describe, expect, it } from 'vitest'
import type { SessionDetail } from '../../../../src/core/session/session.ts'
import { toSessionView } from '../../../../src/dashboard/web/session/view.ts'

const nowMs = Date.parse('2026-11-20T14:32:00Z')
const detail = (more: Partial<SessionDetail> = {}): SessionDetail => ({
  id: '3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3',
  agent: 'claude',
  responses: 214,
  totalTokens: 8_100_000,
  unpricedModels: [],
  compactions: 0,
  tokens: { input: 10_000, output: 90_000, cacheRead: 7_680_000, cacheWrite5m: 300_000, cacheWrite1h: 20_000 },
  models: [],
  tools: [],
  files: [],
  subagents: [],
  ...more,
})

describe('a page of a session', () => {
  it('says – or nothing for what is not known', () => {
    const view = toSessionView(detail(), nowMs)
    expect(view).toMatchObject({ title: 'Session 3f2a91c4', project: '', context: undefined, lines: undefined })
    expect(view.cost).toMatchObject({ counted: '–', ledger: undefined })
    expect(view.facts.map(({ name }) => name)).toEqual(['Tokens', 'Turns'])
  })

  it('says how many lines were changed, none, or – where files were edited and nobody counted', () => {
    const lines = (isEdited: boolean) =>
      toSessionView(detail({ linesAdded: 0, linesRemoved: 0, files: [{ path: '/a', isRead: true, isEdited }] }), nowMs)
        .lines
    expect(lines(false)).toEqual({ added: '+0', removed: '−0' })
    expect(lines(true)).toBeUndefined()
  })

  it('has what the session tells by OpenTelemetry beside our count, with where it is from', () => {
    const at = '2026-11-20T12:00:00.000Z'
    const tokens = { input: 12, output: 588, cacheRead: 18_000, cacheWrite: 1_500 }
    const told = { by: 'logs', tokens, requests: 2, firstAt: at, lastAt: at } as const
    const view = toSessionView(detail({ costUsd: 4.12, told: { ...told, costUsd: 4.2 } }), nowMs)
    expect(view.cost).toMatchObject({ counted: '$4.12', told: { cost: '$4.20', tokens: '20.1 k tokens' } })
    expect(view.cost.told?.title).toMatch(/by OpenTelemetry \(2 requests\).*not in addition/)
    expect(toSessionView(detail({ told }), nowMs).cost.told?.cost).toBe('no cost')
  })

  it('sets our count beside the ledger, with the difference and its sign', () => {
    const cost = (costUsd: number, differenceUsd: number | undefined) =>
      toSessionView(detail({ costUsd: 4.12, ledger: { costUsd, differenceUsd } }), nowMs).cost
    expect(cost(4.18, 0.06)).toMatchObject({ counted: '$4.12', ledger: { cost: '$4.18', difference: '+$0.06' } })
    expect(cost(4, -0.12).ledger?.difference).toBe('−$0.12')
    expect(cost(4.12, 0.001).ledger?.difference).toBe('the same')
    expect(cost(4.12, undefined).ledger?.difference).toBe('')
  })

  it('measures the context against its window, and never above it', () => {
    const context = (contextTokens: number) =>
      toSessionView(detail({ contextTokens, contextWindowTokens: 1_000_000 }), nowMs).context
    expect(context(412_000)).toMatchObject({ percent: 41, words: '412 k of 1.0 M' })
    expect(context(1_200_000)?.percent).toBe(100)
  })

  it('shows files without the folder of the project, the most changed first; those only read apart', () => {
    const file = (path: string, more: Partial<SessionDetail['files'][number]> = {}) => ({
      path,
      isRead: true,
      isEdited: false,
      ...more,
    })
    const { files } = toSessionView(
      detail({
        cwd: '/code/app',
        files: [
          file('/code/app/src/a.ts', { isEdited: true, linesAdded: 1 }),
          file('/code/app/src/queue/b.ts', { isEdited: true, linesAdded: 9, linesRemoved: 4 }),
          file('/etc/hosts'),
        ],
      }),
      nowMs,
    )
    expect(files.edited.map(({ name, folder, added, removed }) => [name, folder, added, removed])).toEqual([
      ['b.ts', 'src/queue', '+9', '−4'],
      ['a.ts', 'src', '+1', ''],
    ])
    expect(files.read).toEqual(['/etc/hosts'])
    expect(files.count).toBe(3)
  })

  it('makes text of transcripts plain everywhere', () => {
    const evil = '\u001b[31mx\u202e<img src=x onerror=alert(1)>\u0000'
    const view = toSessionView(
      detail({
        title: evil,
        project: evil,
        branch: evil,
        firstPrompt: `${evil} more`,
        summary: evil,
        tools: [{ name: evil, calls: 1, failures: 0 }],
        files: [{ path: evil, isRead: true, isEdited: true }],
        subagents: [{ id: 'a', type: evil, description: evil, totalTokens: 1 }],
      }),
      nowMs,
    )
    expect(JSON.stringify(view)).not.toMatch(/\\u001b|\\u0000|\u202e/)
    expect(view.title).toBe('x<img src=x onerror=alert(1)>')
  })

  it('does not say the first prompt twice', () => {
    expect(toSessionView(detail({ title: 'Fix it', firstPrompt: 'Fix it' }), nowMs).firstPrompt).toBe('')
  })
})
