/** `tce send`, `tce queue`, `tce ping`: what they say at each outcome, and with which exit code. */
import { describe, expect, it } from 'vitest'
import { readWhen } from '../../src/cli/when-option.ts'
import type { Interruption } from '../../src/core/prompts/interruption.ts'
import type { PromptReport, QueueReport } from '../../src/core/prompts/prompt-report.ts'
import { err, ok } from '../../src/core/result.ts'
import type { Foreseen, PromptChange, PromptRequest, PromptService } from '../../src/services/prompts.ts'
import { nowMs, twentyAgents } from '../fixtures/fleet/twenty-agents.ts'
import { fakeServices } from './fake-services.ts'
import { type RunOptions, runCli } from './run-cli.ts'

const agent = twentyAgents.processes.find(({ activity, project }) => activity === 'idle' && project !== undefined)
if (agent === undefined) throw new Error('One of twenty is idle.')
const { pid, start, project = '' } = agent

const prompt: PromptReport = {
  id: 'q41',
  target: { pid, start, agent: 'claude', sessionId: 's1', project },
  ...{ text: 'Now the same for the address form', when: 'idle', isCommand: false },
  ...{ state: 'queued', stateSince: '2026-11-20T10:00:00.000Z', createdAt: '2026-11-20T10:00:00.000Z' },
  ...{ createdBy: { kind: 'own-user', name: 'cli' }, expiresAt: '2026-11-20T22:00:00.000Z' },
}
const foreseen: Foreseen = {
  starts: 'now',
  how: 'typed into tmux pane %7 as you',
  as: 'you',
  goes: 'now',
  before: [],
  ahead: 0,
  isDraining: true,
}
const sent = { channel: 'tmux', through: 'tmux pane %7', at: '2026-11-20T10:00:00.000Z', isQueuedThere: false } as const

interface Asked {
  readonly requests: PromptRequest[]
  readonly changes: (PromptChange & { readonly id: string })[]
}

function tce(argv: readonly string[], prompts: Partial<PromptService> = {}, options: RunOptions = {}) {
  const asked: Asked = { requests: [], changes: [] }
  const services = fakeServices()
  const service: PromptService = {
    ...services.prompts,
    foresee: async () => ok(foreseen),
    async send(request) {
      asked.requests.push(request)
      return ok({ prompt, foreseen })
    },
    find: async () => ({ ...prompt, state: 'delivered', stateSince: '2026-11-20T10:00:00.600Z', sent }),
    async change(id, change) {
      asked.changes.push({ id, ...change })
      return ok({ ...prompt, state: change.do === 'cancel' ? 'cancelled' : 'queued' })
    },
    ...prompts,
  }
  const env = { LANG: 'C.UTF-8', NO_COLOR: '1' }
  const run = runCli(argv, { services: { ...services, prompts: service }, env, ...options })
  return run.then((result) => ({ ...result, ...asked }))
}

describe('tce send', () => {
  it('says what was observed of one that goes now', async () => {
    const { code, out, requests } = await tce(['send', String(pid), 'Now the same', 'for the address form'])
    expect(code).toBe(0)
    expect(out.replace(/\s+/g, ' ')).toMatch(/^✓ .* has it: typed into tmux pane %7, in its records after 0\.6 s\. $/)
    expect(requests).toEqual([
      { target: { pid, start }, text: 'Now the same for the address form', when: 'idle', isCommand: undefined },
    ])
  })

  it('says of one that waits when it goes, by which way, and how it is taken out; and that nobody serves', async () => {
    const waits = async () =>
      ok({ prompt, foreseen: { ...foreseen, goes: 'when it is idle', ahead: 2, isDraining: false } })
    const { code, out } = await tce(['send', String(pid), 'x'], { send: waits })
    expect(code).toBe(0)
    const words = out.replace(/\s+/g, ' ')
    expect(words).toContain('as q41, number 3: goes out when it is idle. It is typed into tmux pane %7 as you.')
    expect(words).toContain('Take it out: tce queue rm q41')
    expect(words).toContain('TCE does not serve now')
  })

  describe('--when interrupt', () => {
    const breaks = {
      ...foreseen,
      starts: 'interrupt',
      goes: 'after Esc, pressed once, has broken off what it is at',
    } as const
    const interrupts = (outcome: Interruption['outcome']): Partial<PromptService> => ({
      foresee: async () => ok(breaks),
      send: async () =>
        ok({ prompt, foreseen: breaks, interruption: { outcome, by: 'esc', through: 'tmux pane %7', afterMs: 200 } }),
    })
    const argv = ['send', String(pid), 'What do you know?', '--when', 'interrupt']

    it('asks first, and says what was seen of the turn and of the prompt', async () => {
      const asks = interrupts('interrupted')
      const no = await tce(argv, asks, { isTTY: true, types: ['n'] })
      expect([no.code, no.out]).toEqual([0, expect.stringContaining('Nothing was interrupted, and nothing sent.')])
      const { code, out } = await tce(argv, asks, { isTTY: true, types: ['y'] })
      expect(code).toBe(0)
      const words = out.replace(/\s+/g, ' ')
      expect(words).toContain('Esc was pressed once in tmux pane %7, and its turn was interrupted after 0.2 s.')
      expect(words).toContain('has it: typed into tmux pane %7')
    })

    it('without a terminal wants --yes, and ends with 5 where nothing proves that the turn ended', async () => {
      const without = await tce(argv, interrupts('unproved'))
      expect([without.code, without.err]).toEqual([2, expect.stringContaining('--yes')])
      const { code, out } = await tce([...argv, '--yes'], interrupts('unproved'))
      expect([code, out.replace(/\s+/g, ' ')]).toEqual([5, expect.stringContaining('is not proved')])
    })

    it('is for one agent at a time, and says why where none can be interrupted', async () => {
      const two = await tce(
        ['send', '--to', `${pid},${pid}`, 'x', '--when', 'interrupt', '--yes'],
        interrupts('interrupted'),
      )
      expect([two.code, two.err]).toEqual([2, expect.stringContaining('One agent at a time')])
      const refuses = async () =>
        err({ kind: 'not-now', message: 'Nothing was interrupted. It asks something.' } as const)
      const { code, err: words, requests } = await tce([...argv, '--yes'], { foresee: refuses })
      expect([code, words, requests]).toEqual([1, expect.stringContaining('It asks something'), []])
    })
  })

  it.each([
    ['unknown', 5, 'sent, not confirmed'],
    ['in-box', 5, 'in its box, not sent'],
    ['failed', 1, 'not sent'],
    ['orphaned', 1, 'its session ended'],
  ] as const)(
    'of one that is %s ends with %i and says “%s”, with the reason and what to do',
    async (state, code, words) => {
      const reason = 'Its pane went away.'
      const { code: ended, out } = await tce(['send', String(pid), 'x'], {
        find: async () => ({ ...prompt, state, reason, sent }),
      })
      expect([ended, out.replace(/\s+/g, ' ')]).toEqual([code, expect.stringContaining(`${words}. ${reason}`)])
      expect(out).toContain('Next: ')
    },
  )

  it('ends with 6 and the way out where nothing leads there, and with 3 where nobody is', async () => {
    const problem = {
      kind: 'unreachable',
      message: 'Nothing was sent. TCE can’t type into pts/9.',
      next: 'tce hooks install',
    } as const
    const none = await tce(['send', String(pid), 'x'], { send: async () => err(problem) })
    expect([none.code, none.out]).toEqual([6, ''])
    expect(none.err).toContain('Next: tce hooks install')
    expect((await tce(['send', 'nobody-here', 'x'])).code).toBe(3)
  })

  it('with -e sends what its user wrote in an editor, which begins with what was given', async () => {
    const edit = (script: string, argv: readonly string[] = []) =>
      tce(['send', String(pid), '-e', ...argv], {}, { isTTY: true, env: { ...process.env, VISUAL: script } as never })
    const { code, requests } = await edit(`sed -i "s/form/card/;\\$ a then stop"`, ['Now the form'])
    expect([code, requests.map(({ text }) => text)]).toEqual([0, ['Now the card\nthen stop\n']])
    const empty = await edit('true')
    expect([empty.code, empty.err, empty.requests]).toEqual([2, expect.stringContaining('Nothing was written'), []])
    const failed = await edit('false', ['Now the form'])
    expect([failed.code, failed.err, failed.requests]).toEqual([2, expect.stringContaining('did not end well'), []])
    expect((await tce(['send', String(pid), '-e'])).err).toContain('needs a terminal')
  })

  it('asks once for several, and sends nothing without a yes', async () => {
    const [first, second] = twentyAgents.processes
    const to = `${first?.pid},${second?.pid}`
    const options = { isTTY: true, types: ['n'] }
    const no = await tce(['send', '--to', to, 'Commit, then stop'], {}, options)
    expect([no.requests, no.out]).toEqual([[], expect.stringContaining('Nothing was sent.')])
    const yes = await tce(['send', '--to', to, 'Commit, then stop'], {}, { ...options, types: ['y'] })
    expect(yes.requests.map(({ text }) => text)).toEqual(['Commit, then stop', 'Commit, then stop'])
    expect(yes.out).toMatch(/\n✓ 2 delivered\.\n$/)
    expect((await tce(['send', '--to', to, 'x'])).requests).toEqual([])
    expect((await tce(['send', '--to', to, '--yes', 'x'])).requests).toHaveLength(2)
  })

  it('asks with the number of those who can be reached, names the others, and sends those nothing', async () => {
    const [first, second] = twentyAgents.processes
    const unreachable = { kind: 'unreachable', message: 'TCE can’t type into pts/9.' } as const
    const foresee = async ({ target }: PromptRequest) => (target.pid === second?.pid ? err(unreachable) : ok(foreseen))
    const argv = ['send', '--to', `${first?.pid},${second?.pid}`, 'Commit, then stop']
    const { requests, out } = await tce(argv, { foresee }, { isTTY: true, types: ['y'] })
    expect(out).toContain('Send to 1 agent?')
    expect(out).toContain('TCE can’t type into pts/9.')
    expect(requests.map(({ target }) => target.pid)).toEqual([first?.pid])
    const none = await tce(argv, { foresee: async () => err(unreachable) }, { isTTY: true })
    expect([none.code, none.requests]).toEqual([6, []])
  })

  it('sets model, effort and mode first, and says so; names files as the agent would', async () => {
    const { requests } = await tce([
      'send',
      String(pid),
      'Look',
      '--model',
      'opus',
      '--effort',
      'high',
      '--mode',
      'edits',
      '--file',
      '/etc/hosts',
    ])
    expect(requests).toMatchObject([
      { text: 'Look @/etc/hosts', settings: { model: 'opus', effort: 'high', mode: 'accept-edits' } },
    ])
    const before = ['/model opus', '/effort high']
    const { out } = await tce(['send', String(pid), 'x'], {
      send: async () => ok({ prompt, foreseen: { ...foreseen, before } }),
    })
    expect(out.replace(/\s+/g, ' ')).toContain('/model opus and /effort high go before it.')
  })

  it('sends nothing where a file that it names is not there, unless it is told that this is none', async () => {
    const missing = await tce(['send', String(pid), 'Look at @src/qeue/x.ts'])
    expect([missing.code, missing.requests]).toEqual([2, []])
    expect(missing.err).toContain('@src/qeue/x.ts: no such file. Nothing was sent.')
    expect((await tce(['send', String(pid), 'Use @types/node', '--yes'])).requests).toHaveLength(1)
    expect((await tce(['send', String(pid), 'Ask @ada'])).requests).toHaveLength(1)
  })

  it('with --dry-run sends nothing, with --json says all of it', async () => {
    const dry = await tce(['send', String(pid), 'x', '--dry-run'])
    expect([dry.requests, dry.out.replace(/\s+/g, ' ')]).toEqual([
      [],
      expect.stringContaining('now: typed into tmux pane %7 as you.'),
    ])
    expect(JSON.parse((await tce(['send', String(pid), 'x', '--json'])).out)).toMatchObject({
      prompt: { state: 'delivered' },
      foreseen,
    })
  })

  it.each([[['send']], [['send', String(pid)]], [['send', String(pid), 'x', '--when', 'soon']]])(
    '%j is wrong usage',
    async (argv) => {
      expect([(await tce(argv)).code, (await tce(argv)).requests]).toEqual([2, []])
    },
  )
})

describe('--when', () => {
  it('is a word, a time of day that comes, a time, or another prompt', () => {
    const noon = new Date(2026, 10, 20, 12, 0).getTime()
    expect(readWhen('turn-end', noon)).toEqual({ when: 'turn-end' })
    expect(readWhen('after q38', noon)).toEqual({ when: 'after', after: 'q38' })
    expect(readWhen('18:05', noon)).toEqual({ when: 'at', at: new Date(2026, 10, 20, 18, 5).toISOString() })
    expect(readWhen('9:05', noon)).toEqual({ when: 'at', at: new Date(2026, 10, 21, 9, 5).toISOString() })
    expect(readWhen('2026-12-01T08:00:00Z', noon)).toEqual({ when: 'at', at: '2026-12-01T08:00:00.000Z' })
    for (const text of ['', 'soon', '25:00', 'after tomorrow', 'after q0', '2026'])
      expect(readWhen(text, noon)).toBeUndefined()
  })
})

describe('tce queue', () => {
  const { text, ...rest } = prompt
  const queue: QueueReport = {
    isDraining: true,
    recent: [{ ...prompt, id: 'q1', state: 'delivered' }],
    sessions: [
      {
        target: prompt.target,
        stop: { why: 'failed', promptId: 'q40', since: prompt.createdAt },
        prompts: [
          { ...rest, id: 'q40', text: 'Stop after this test run', state: 'failed', reason: 'Its pane is gone.' },
          { ...rest, text },
          { ...rest, id: 'q42', text: 'Write the PR text', when: 'after', after: 'q41' },
        ],
      },
    ],
  }

  it('shows each session with its prompts in order, what went wrong and what makes it go on, in 80 columns', async () => {
    const { code, out } = await tce(['queue'], { queue: async () => queue })
    expect(code).toBe(0)
    expect(Math.max(...out.split('\n').map((row) => row.length))).toBeLessThanOrEqual(80)
    expect(out).toMatch(/^2 prompts wait, 1 went wrong +1 delivered today\n/)
    expect(out).toContain('stands still: q40 was not sent. tce queue retry q40')
    expect(out).toMatch(/ {2}q40 {2}✗ not sent +Stop after this test run\n +Its pane is gone\.\n/)
    expect(out).toMatch(
      / {2}q41 {2}when idle +Now the same for the address form\n {2}q42 {2}after q41 +Write the PR text\n/,
    )
    expect(out).toContain('Again: tce queue retry q40   Order: tce queue move q41 1   Out: tce queue rm q41')
    expect((await tce(['queue', 'list', '--json'], { queue: async () => queue })).out).toContain('"isDraining": true')
    expect((await tce(['queue'])).out).toContain('No prompt waits.')
  })

  it('says of each session what it is at: what it asks and since when, or does', async () => {
    const at = (project: string) => {
      const target = twentyAgents.processes.find((one) => one.project === project)
      return {
        target: { ...prompt.target, pid: target?.pid ?? 0, start: target?.start ?? '' },
        prompts: [{ ...rest, text }],
      }
    }
    const sessions = [at('payments-api'), at('search-indexer')]
    const { out } = await tce(['queue'], { queue: async () => ({ ...queue, sessions }) })
    expect(out).toMatch(/^payments-api webhook-retries +◐ waiting 3 min: permission prompt$/m)
    expect(out).toMatch(/^search-indexer shard-rebalance +busy Bash cargo test --workspace$/m)
    expect(Math.max(...out.split('\n').map((row) => row.length))).toBeLessThanOrEqual(80)
  })

  it('says of one that goes today when, and of one on its way that it is', async () => {
    const at = new Date(nowMs)
    at.setHours(23, 50, 0, 0)
    const timed = { ...prompt, id: 'q43', when: 'at', at: at.toISOString() } as const
    const sessions = [{ target: prompt.target, prompts: [{ ...prompt, state: 'sent' } as const, timed] }]
    const { out } = await tce(['queue'], { queue: async () => ({ ...queue, sessions }) })
    expect(out).toMatch(/^1 prompt waits, 1 is on its way +1 delivered today\n/)
    expect(out).toMatch(/ {2}q43 {2}today 23:50 +Now the same/)
  })

  it('sends again what nobody knows of only after a yes, and holds all at once', async () => {
    const no = await tce(['queue', 'again', 'q41'], {}, { isTTY: true, types: ['n'] })
    expect([no.code, no.changes, no.out]).toEqual([0, [], expect.stringContaining('Nothing was sent.')])
    expect((await tce(['queue', 'again', 'q41'])).code).toBe(2)
    expect((await tce(['queue', 'again', 'q41', '--yes'])).changes).toEqual([{ id: 'q41', do: 'send-again' }])
    const held: boolean[] = []
    const holdAll = async (isHeld: boolean) => {
      held.push(isHeld)
      return ok(queue)
    }
    expect((await tce(['queue', 'hold', 'all'], { holdAll })).out).toContain('All that wait are on hold.')
    await tce(['queue', 'release', 'all'], { holdAll })
    expect(held).toEqual([true, false])
  })

  it.each([
    [['rm', 'q41'], { do: 'cancel' }],
    [['cancel', 'q41'], { do: 'cancel' }],
    [['hold', 'q41'], { do: 'hold' }],
    [['release', 'q41'], { do: 'release' }],
    [['retry', 'q41'], { do: 'retry' }],
    [['seen', 'q41'], { do: 'settle' }],
    [['move', 'q41', '2'], { do: 'move', to: 2 }],
    [['edit', 'q41', 'another', 'text'], { do: 'edit', text: 'another text' }],
  ])('%j asks for %j', async (argv, change) => {
    const { code, changes } = await tce(['queue', ...argv])
    expect([code, changes]).toEqual([0, [{ id: 'q41', ...change }]])
  })

  it('says what a state does not allow, and what there is not', async () => {
    const change = async () =>
      err({ kind: 'not-now', message: 'q41 is delivered by now: hold does nothing to it.', next: 'tce queue' } as const)
    const late = await tce(['queue', 'hold', 'q41'], { change })
    expect([late.code, late.err]).toEqual([1, expect.stringContaining('q41 is delivered by now')])
    expect((await tce(['queue', 'show', 'q9'], { find: async () => undefined })).code).toBe(3)
    for (const argv of [['throw', 'q41'], ['move', 'q41'], ['edit', 'q41'], ['hold']]) {
      expect((await tce(['queue', ...argv])).code).toBe(2)
    }
  })

  it('shows one in full, and lets a queue go on', async () => {
    const { out } = await tce(['queue', 'show', 'q41'])
    expect(out).toContain('by       tmux pane %7')
    expect(out).toContain(text)
    const gone: string[] = []
    const goOn = async (sessionId: string) => {
      gone.push(sessionId)
      return ok(queue)
    }
    expect((await tce(['queue', 'go-on', String(pid)], { goOn })).code).toBe(0)
    expect(gone).toEqual([agent.sessionId])
  })
})

it('tce ping done says that a prompt is done', async () => {
  const done = async (id: string) => ok({ ...prompt, id, state: 'answered' } as const)
  expect(await tce(['ping', 'done', 'q41'], { done })).toMatchObject({ code: 0, out: '✓ q41 is done.\n' })
  expect((await tce(['ping', 'begun', 'q41'], { done })).code).toBe(2)
})
