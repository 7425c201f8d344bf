import { describe, expect, it } from 'vitest'
import type { KillOutcome } from '../../src/core/kill/kill.ts'
import type { FleetReport } from '../../src/core/process/report.ts'
import { err, ok } from '../../src/core/result.ts'
import type { Approval } from '../../src/core/waiting/approval.ts'
import type { WaitingService } from '../../src/services/waiting.ts'
import type { CommandParts, Outcome } from '../../src/tray/commands.ts'
import { runCommand, stillThere } from '../../src/tray/commands.ts'
import type { Question } from '../../src/tray/dialogs.ts'
import type { TrayCommand } from '../../src/tray/model.ts'
import { createFakeServices } from '../dashboard/fake-services.ts'
import { afternoon, agent, ago, asksForMake, fleet, nowMs, stale, waiting } from './fleet.ts'

function setUp({
  answer = true,
  fleets = [afternoon()],
  outcome = 'ended',
}: {
  answer?: boolean
  fleets?: readonly FleetReport[]
  outcome?: KillOutcome
} = {}) {
  const services = createFakeServices()
  services.outcome = outcome
  let looks = 0
  services.fleet.read = async () => {
    looks += 1
    return fleets[Math.min(looks, fleets.length) - 1] ?? fleet()
  }
  const [asked, told, did, survivors]: [Question[], Outcome[], unknown[], string[]] = [[], [], [], []]
  const parts: CommandParts = {
    services: () => services,
    ask: async (question) => {
      asked.push(question)
      return answer
    },
    tell: (said) => told.push(said),
    openPage: async (path) => void did.push(['page', path]),
    copy: (text) => did.push(['copy', text]),
    openFolder: async (path) => {
      did.push(['folder', path])
      return path.includes('gone') ? 'It is not there.' : undefined
    },
    showAbout: () => did.push('about'),
    quit: () => did.push('quit'),
    pauseNotifications: (isPaused) => did.push(['pause', isPaused]),
    setStartAtLogin: async (isOn) => void did.push(['login', isOn]),
    addSurvivor: (id) => survivors.push(id),
    pause: async () => void did.push('pause for a second sample'),
    nowMs: () => nowMs,
  }
  return { parts, services, asked, told, did, survivors, run: (command: TrayCommand) => runCommand(command, parts) }
}

const kill = (force = false): TrayCommand => ({
  do: 'kill',
  target: { pid: 48213, start: '4821300' },
  who: 'payments-api · webhook-retries',
  force,
})

describe('Kill', () => {
  it('asks with the tree and what stays, and sends this very process', async () => {
    const child = {
      pid: 48220,
      ppid: 48213,
      start: '1',
      startedAt: '2026-11-20T14:00:00.000Z',
      name: 'node\u001b[31m',
      command: 'node',
      kind: 'mcp-server',
      state: 'sleeping',
      rssBytes: 96e6,
    } as const
    const given = fleet(
      waiting(48213, 'payments-api', {
        name: 'webhook-retries',
        children: [child, { ...child, pid: 48230, ppid: 48220, name: 'redis-server', rssBytes: undefined }],
        treeRssBytes: 612e6,
      }),
    )
    const { run, asked, services } = setUp({ fleets: [given] })
    await run(kill())
    expect(asked).toEqual([
      {
        message: 'Kill payments-api · webhook-retries?',
        detail: [
          'It waits for you: permission prompt, 3 min.',
          '3 processes, 612 MB:\nClaude Code 48213\n    node 48220  96 MB\n        redis-server 48230',
          'Asks each process to end, waits, then says what really happened.',
          'The conversation stays: claude --resume 48213',
        ].join('\n\n'),
        confirm: 'Kill 3 processes',
        cancel: 'Keep it',
      },
    ])
    expect(services.kills).toEqual([
      {
        request: { targets: [{ pid: 48213, start: '4821300' }], force: false, isExplicit: true },
        actor: { kind: 'own-user', name: 'tray' },
      },
    ])
  })

  it('sends nothing when the answer is no', async () => {
    const { run, services, told } = setUp({ answer: false })
    await run(kill())
    expect([services.kills, told]).toEqual([[], []])
  })

  it('asks nothing and sends nothing when it ended meanwhile, or its pid is somebody else', async () => {
    const { run, services, asked, told } = setUp({ fleets: [fleet(agent(48213, 'other', { start: 'later' }))] })
    await run(kill())
    expect([asked, services.kills]).toEqual([[], []])
    expect(told).toEqual([
      { ok: false, title: 'payments-api · webhook-retries had ended already', body: 'Nothing was sent.' },
    ])
  })

  it('remembers who survived, so that Force kill appears, and says where', async () => {
    const { run, survivors, told } = setUp({ outcome: 'still-alive' })
    await run(kill())
    expect(survivors).toEqual(['48213:4821300'])
    expect(told).toEqual([{ ok: false, title: 'It is still-alive', body: 'Force kill is now in its menu.' }])
  })

  it('with force says what force means, and sends force', async () => {
    const { run, services, asked } = setUp()
    await run(kill(true))
    expect(asked[0]).toMatchObject({
      message: 'Force kill payments-api · webhook-retries?',
      confirm: 'Force kill 1 process',
    })
    expect(asked[0]?.detail).toContain('it can save nothing first')
    expect(services.kills[0]?.request.force).toBe(true)
  })
})

describe('Show its terminal', () => {
  const command: TrayCommand = { do: 'jump', target: { pid: 48213, start: '4821300' }, who: 'payments-api' }

  it('says nothing where it is seen, and copies what leads there where it is not', async () => {
    const { run, services, told, did } = setUp()
    await run(command)
    expect([told, did]).toEqual([[], []])
    services.fleet.jump = async () => ({
      id: '1:1',
      ok: false,
      message: 'It has no window.',
      command: 'claude attach 7',
    })
    await run(command)
    expect(told).toEqual([{ ok: false, title: 'payments-api', body: 'It has no window. Copied: claude attach 7' }])
    expect(did).toEqual([['copy', 'claude attach 7']])
  })
})

describe('Kill stale', () => {
  const refs = [
    { pid: 20455, start: '2045500' },
    { pid: 9120, start: '912000' },
  ]
  const command: TrayCommand = { do: 'kill-stale', targets: refs }

  it('asks with the names and who is left alone, and sends exactly the shown pairs', async () => {
    const { run, asked, services, told } = setUp()
    await run(command)
    expect(asked).toEqual([
      {
        message: 'Kill 2 stale sessions?',
        detail: [
          'internal-tools · grafana-panels · quiet 6h 41m · 702 MB · pid 20455\ndotfiles · nvim-lsp · quiet 1d 3h · 341 MB · pid 9120',
          '2 agents, 1.0 GB. The conversations stay and can be resumed.',
          'Left alone:\npayments-api · webhook-retries: waiting for you\nlegacy-billing-migration: suspended with Ctrl-Z, not stale: fg\nhomelab · backup-watch: pinned',
        ].join('\n\n'),
        confirm: 'Kill 2 sessions',
        cancel: 'Keep them',
      },
    ])
    expect(services.kills).toEqual([
      { request: { targets: refs, force: false }, actor: { kind: 'own-user', name: 'tray' } },
    ])
    expect(told).toEqual([{ ok: true, title: '2 of 2 ended', body: 'It is ended.\nIt is ended.' }])
  })

  it('never adds one that turned stale after the menu was drawn, and drops one that woke up', async () => {
    const later = fleet(stale(20455, 'internal-tools'), agent(9120, 'dotfiles'), stale(7, 'new'))
    const { run, services } = setUp({ fleets: [later] })
    await run(command)
    expect(services.kills[0]?.request.targets).toEqual([refs[0]])
  })

  it('takes a second sample where nobody has measured the CPU yet, and believes that one', async () => {
    const first = fleet(stale(20455, 'a', { cpuPercent: undefined }), stale(9120, 'b'))
    const second = fleet(agent(20455, 'a', { activity: 'busy' }), stale(9120, 'b'))
    const { run, services, did } = setUp({ fleets: [first, second] })
    await run(command)
    expect(did).toEqual(['pause for a second sample'])
    expect(services.kills[0]?.request.targets).toEqual([refs[1]])
  })

  it('asks nothing when nobody is stale any more', async () => {
    const { run, asked, services, told } = setUp({ fleets: [fleet(agent(20455, 'a'))] })
    await run(command)
    expect([asked, services.kills]).toEqual([[], []])
    expect(told[0]?.title).toBe('Nothing is stale any more')
  })

  it('puts the failures into the outcome, and offers force for each', async () => {
    const { run, told, survivors } = setUp({ outcome: 'still-alive' })
    await run(command)
    expect(told).toMatchObject([{ ok: false, title: '0 of 2 ended' }])
    expect(survivors).toEqual(['20455:2045500', '9120:912000'])
  })
})

describe('the other entries', () => {
  it.each<[TrayCommand, unknown]>([
    [{ do: 'show', agentId: '1:2 3' }, ['page', '/?open=1%3A2%203']],
    [{ do: 'rename', agentId: '1:2 3' }, ['page', '/?open=1%3A2%203&rename=1']],
    [{ do: 'open-dashboard' }, ['page', '/']],
    [{ do: 'open-settings' }, ['page', '/settings']],
    [{ do: 'deploy' }, ['page', '/?deploy=1']],
    [{ do: 'copy', text: 'claude --resume x' }, ['copy', 'claude --resume x']],
    [{ do: 'open-folder', path: '/home/dev/a b' }, ['folder', '/home/dev/a b']],
    [{ do: 'about' }, 'about'],
    [{ do: 'quit' }, 'quit'],
    [{ do: 'pause-notifications', isPaused: true }, ['pause', true]],
    [{ do: 'start-at-login', isOn: true }, ['login', true]],
  ])('%o', async (command, effect) => {
    const { run, did, told } = setUp()
    await run(command)
    expect([did, told]).toEqual([[effect], []])
  })

  it('pins silently, and tells a refusal', async () => {
    const { run, told, parts } = setUp()
    await run({ do: 'pin', target: { pid: 1, start: '1' } })
    expect(told).toEqual([])
    const services = createFakeServices()
    const message = 'No agent has the pid 1 any more. See: tce status'
    services.fleet.pin = async () => ({ id: '1:1', pinned: false, ok: false, message })
    const refusing = {
      ...parts,
      services: () => services,
    }
    await runCommand({ do: 'pin', target: { pid: 1, start: '1' } }, refusing)
    expect(told).toEqual([{ ok: false, title: 'No agent has the pid 1 any more', body: 'See: tce status' }])
  })

  it('tells what failed instead of throwing: a folder that is gone, a server that is gone', async () => {
    const { run, told, parts } = setUp()
    await run({ do: 'open-folder', path: '/gone' })
    await runCommand(kill(), { ...parts, services: () => undefined })
    expect(told).toEqual([
      { ok: false, title: '/gone could not be opened', body: 'It is not there.' },
      { ok: false, title: 'That did not work', body: 'TCE is not connected to its server. It tries again by itself.' },
    ])
  })
})

it('forgets survivors that are gone', () => {
  expect(stillThere(new Set(['1:a', '2:b']), [{ pid: 2, start: 'b' }])).toEqual(new Set(['2:b']))
})

describe('an answer', () => {
  const approval = { id: 'wq3kf', nonce: 'n', who: 'shop', asked: 'make' }
  const taken: Approval = {
    ...asksForMake,
    state: 'over',
    outcome: { kind: 'answered-here', at: ago(0), answer: 'allow', confirmedAfterMs: 200, message: 'Allowed once.' },
  }
  function answering(given: Awaited<ReturnType<WaitingService['answer']>>, agreed = true) {
    const tray = setUp({ answer: agreed })
    const sent: unknown[] = []
    tray.services.waiting.answer = async (order, actor) => {
      sent.push([order, actor.name])
      return given
    }
    return { ...tray, sent }
  }

  it('is to the request that stood in the menu, from the tray, and what came of it is told', async () => {
    const { run, sent, told, asked } = answering(ok(taken))
    await run({ do: 'allow', approval })
    expect(sent).toEqual([[{ answer: 'allow', id: 'wq3kf', nonce: 'n' }, 'tray']])
    expect([asked, told]).toEqual([[], [{ ok: true, title: 'shop', body: 'Allowed once.' }]])
  })

  it('to what is longer than a menu is given on the page', async () => {
    const { run, did } = setUp()
    await run({ do: 'show-waiting', item: 'wq3kf' })
    expect(did).toEqual([['page', '/waiting?item=wq3kf']])
  })

  it('"no" is asked for first', async () => {
    const { run, sent, asked } = answering(ok(taken), false)
    await run({ do: 'deny', approval })
    expect([sent, asked.map(({ confirm }) => confirm)]).toEqual([[], ['Deny']])
  })

  it('that came too late is nobody’s fault; one that was not taken is told as such', async () => {
    const late = answering(err({ kind: 'over', message: 'Nothing was sent: allowed in its terminal.' }))
    await late.run({ do: 'allow', approval })
    expect(late.told).toEqual([{ ok: true, title: 'shop', body: 'Nothing was sent: allowed in its terminal.' }])
    const refused = answering(err({ kind: 'not-from-there', message: 'Not from there.' }))
    await refused.run({ do: 'allow', approval })
    expect(refused.told).toMatchObject([{ ok: false }])
  })
})
