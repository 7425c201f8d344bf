/** `tce waiting` and `tce answer`: what is shown, what is sent, and which exit code says what came of it. */
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readKey } from '../../src/cli/ask.ts'
import { err, ok } from '../../src/core/result.ts'
import type { Approval } from '../../src/core/waiting/approval.ts'
import type { TurnItem, WaitingItem, WaitingReport } from '../../src/core/waiting/waiting-report.ts'
import { nothingWaits } from '../../src/core/waiting/waiting-report.ts'
import { nowMs } from '../fixtures/fleet/twenty-agents.ts'
import { type FakeAnswers, fakeServices } from './fake-services.ts'
import { type RunOptions, runCli, text } from './run-cli.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'tce-waiting-'))
const before = process.env['TCE_DATA_DIR']
beforeAll(() => {
  process.env['TCE_DATA_DIR'] = dataDir
})
afterAll(() => {
  if (before === undefined) delete process.env['TCE_DATA_DIR']
  else process.env['TCE_DATA_DIR'] = before
  rmSync(dataDir, { recursive: true, force: true })
})

const ago = (minutes: number) => new Date(nowMs - minutes * 60_000).toISOString()
const offer = {
  id: 'exact',
  words: 'Exactly this command',
  meaning: 'nothing else that make can do',
  rules: ['Bash(make db)'],
  reach: 'session',
} as const
const saved = { ...offer, id: 'exact-project', reach: 'project', file: '.claude/settings.json' } as const
const edits = {
  id: 'suggested',
  words: 'All edits of files',
  isOfEdits: true,
  rules: ['mode acceptEdits'],
  reach: 'session',
} as const

function approval(id: string, minutes: number, more: Partial<Approval> = {}): Approval {
  return {
    ...{ id, nonce: `nonce of ${id}`, agent: 'claude', sessionId: 's', kind: 'permission', tool: 'Bash' },
    ...{ thing: { form: 'command', text: 'psql "$DATABASE_URL" -f migrations/0043.sql' }, says: 'Run migration 0043' },
    ...{ cwd: '/srv/payments-api', since: ago(minutes), deadline: ago(minutes - 10), notes: [], state: 'open' },
    ...{ always: [offer, saved], answers: ['allow', 'always', 'deny'] },
    ...more,
  }
}

const item = (asked: Approval, project: string, summary: string): WaitingItem => ({
  ...{ id: asked.id, kind: asked.kind, agent: 'claude', pid: 1, project, name: 'main', since: asked.since, summary },
  approval: asked,
})
const turn = (kind: TurnItem['kind'], project: string, minutes: number, summary: string): TurnItem => ({
  ...{ id: `1:${project}`, kind, agent: 'claude', pid: 2, project, since: ago(minutes), summary },
})

const colour = { question: 'Which one wins?', isMultiple: false, options: [{ label: 'Server' }, { label: 'Device' }] }
const where = { question: 'Where?', isMultiple: true, options: [{ label: 'iOS' }, { label: 'Android' }] }
const bash = approval('wbash', 3)
const force = approval('wforce', 1, {
  thing: { form: 'command', text: 'git push --force origin main' },
  irrevocable: { sentence: 'It rewrites what others may have from the remote.' },
  always: [],
  answers: ['allow', 'deny'],
})
const edit = approval('wedit', 2, {
  tool: 'Edit',
  thing: {
    ...{ form: 'change', file: 'src/a.ts', isWhole: false },
    edits: [{ before: 'a\nb\n', after: 'a\nB\nc\n', line: { before: 9, after: 9 } }],
  },
  always: [edits],
  ...{ stops: 'with-words', branch: 'tce/rotate-jwks' },
})
const question = approval('wquest', 6, {
  ...{ kind: 'question', tool: 'AskUserQuestion', thing: { form: 'questions', questions: [colour, where] } },
  ...{ always: [], answers: ['choose', 'deny'] },
})
const plan = approval('wplan', 11, {
  ...{ kind: 'plan', tool: 'ExitPlanMode', thing: { form: 'plan', text: '# Move to 1.36\n\n1. Drain' } },
  ...{ always: [], answers: ['allow', 'keep-planning'] },
})
const mute: WaitingItem = {
  ...{ id: '9:9', kind: 'unknown', agent: 'codex', pid: 9, project: 'scratch', since: ago(1), summary: 'an answer' },
  unreachable: { reason: 'Codex takes no answers from TCE.', next: 'answer in its terminal (pts/9)' },
}
const report: WaitingReport = {
  waiting: [
    item(bash, 'payments-api', 'psql "$DATABASE_URL" -f migrations/0043.sql'),
    item(edit, 'auth-service', 'src/a.ts +2 −1'),
    item(force, 'release-scripts', 'git push --force origin main'),
    item(question, 'mobile-app', 'Which one wins? and 1 more'),
    item(plan, 'infra-terraform', 'Move to 1.36'),
    mute,
  ],
  wentWrong: [turn('failed', 'data-warehouse', 23, 'API Error: 529')],
  finished: [
    {
      ...turn('done', 'customer-data', 18, 'Every message is compatible now.'),
      facts: { changed: { files: 5, added: 96, removed: 12 }, tests: { passed: 41, failed: 0 } },
    },
    turn('done', 'cli-tools', 48, 'Three tokens are unused.'),
  ],
  over: [],
}

function run(argv: readonly string[], options: RunOptions & FakeAnswers = {}) {
  const services = fakeServices({ waiting: report, ...options })
  return runCli(argv, { services, columns: 80, ...options }).then((result) => ({ ...result, sent: services.answers }))
}
const nonce = (id: string) => ({ id, nonce: `nonce of ${id}` })

describe('tce waiting', () => {
  it('shows who waits, what went wrong, whose turn is over, numbered through', async () => {
    const { out, code } = await run(['waiting'])
    expect(code).toBe(0)
    expect(out).toBe(
      text(`
6 wait for you, longest 11 min                              1 went wrong, 2 done

1 ◐ payments-api main     Bash       3m  psql "$DATABASE_URL" -f migrations/004…
2 ◐ auth-service main     Edit       2m  src/a.ts +2 −1
3 ◐ release-scripts main  Bash       1m  git push --force origin main
4 ◐ mobile-app main       question   6m  Which one wins? and 1 more
5 ◐ infra-terraform main  plan      11m  Move to 1.36
6 ◐ scratch               waits      1m  an answer

7 ✗ data-warehouse        failed    23m  API Error: 529

8 ✓ customer-data         done      18m  +96 −12, 41 tests passed
9 ✓ cli-tools             done      48m  Three tokens are unused.

Answer: tce answer 1       One by one, with keys: tce waiting -i`),
    )
  })

  it('says so where nobody waits', async () => {
    const { out, code } = await run(['waiting', '--exit-code'], { waiting: nothingWaits })
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^Nobody waits for you\. \d+ agents work, \d+ are idle\.\n$/),
    ])
  })

  it('prints a number, the shapes of the API, and ends with 10 for scripts', async () => {
    expect(await run(['waiting', '--count'])).toMatchObject({ code: 0, out: '6\n' })
    expect((await run(['waiting', '--exit-code'])).code).toBe(10)
    expect(JSON.parse((await run(['waiting', '--json'])).out)).toEqual(JSON.parse(JSON.stringify(report)))
  })

  it('has no colour and no mark beyond ASCII where the terminal has none', async () => {
    const { out } = await run(['waiting'], { env: { LANG: 'C' } })
    expect(out).toContain('1 ? payments-api')
    expect(out).not.toContain('\u001b')
  })
})

describe('tce answer', () => {
  it.each([
    [['1', 'allow'], { ...nonce('wbash'), answer: 'allow' }],
    [['wbash', 'always'], { ...nonce('wbash'), answer: 'always' }],
    [['1', 'always', '2'], { ...nonce('wbash'), answer: 'always', offer: 'exact-project' }],
    [['2', 'deny', 'use', 'make'], { ...nonce('wedit'), answer: 'deny', text: 'use make' }],
    [['4', '1', '1,2'], { ...nonce('wquest'), answer: 'choose', choices: [['Server'], ['iOS', 'Android']] }],
    [['4', '1,2'], { ...nonce('wquest'), answer: 'choose', choices: [['Server'], ['Android']] }],
    [['4', 'newest wins', 'both'], { ...nonce('wquest'), answer: 'choose', choices: [['newest wins'], ['both']] }],
    [['5', 'allow'], { ...nonce('wplan'), answer: 'allow' }],
    [['5', '1'], { ...nonce('wplan'), answer: 'allow', edits: 'accept' }],
    [['5', 'keep-planning', 'later'], { ...nonce('wplan'), answer: 'keep-planning', text: 'later' }],
  ])('%j sends exactly that', async (words, order) => {
    await run(['waiting'])
    const { sent, code, err: said } = await run(['answer', ...words])
    expect([code, said]).toEqual([0, ''])
    expect(sent).toEqual([order])
  })

  it('says what was done and observed', async () => {
    await run(['waiting'])
    expect((await run(['answer', '2', 'allow'])).out).toBe(
      '✓ auth-service main: allowed once, Edit src/a.ts +2 −1. 0.2 s\n',
    )
    expect((await run(['answer', '1', 'deny', 'no'])).out).toBe(
      '✓ payments-api main: denied, told why. It goes on. 0.2 s\n',
    )
    expect((await run(['answer', '4', '1', '1,2'])).out).toBe(
      '✓ mobile-app main: question 1 of 2 answered "Server", question 2 "iOS" and\n  "Android". Both sent. 0.2 s\n',
    )
  })

  it('without an answer shows all of it and takes one key', async () => {
    const { out, sent } = await run(['answer', 'wbash'], {
      isTTY: true,
      env: { LANG: 'C.UTF-8', NO_COLOR: '1' },
      types: ['y'],
    })
    expect(out).toContain(
      '◐ payments-api main wants to run Bash, 3 min\n\n  psql "$DATABASE_URL" -f migrations/0043.sql\n',
    )
    expect(out).toContain('  It says  Run migration 0043\n')
    expect(out).toContain('y allow once   a always…   n deny…   o its terminal   esc later')
    expect(sent).toEqual([{ ...nonce('wbash'), answer: 'allow' }])
    const later = await run(['answer', 'wbash'], { isTTY: true, types: ['\u001b'] })
    expect([later.code, later.sent]).toEqual([0, []])
  })

  it('takes no key that was typed before the request stood there', async () => {
    const keyboard = new EventEmitter()
    const stdin = Object.assign(keyboard, { isTTY: true, setRawMode: () => {}, resume: () => {}, pause: () => {} })
    const key = readKey(stdin, 20)
    keyboard.emit('data', 'y')
    setTimeout(() => keyboard.emit('data', 'n'), 25)
    expect(await key).toBe('n')
  })

  it('says what would answer it where nobody can be asked', async () => {
    for (const [which, words] of [
      ['wbash', 'tce answer wbash allow'],
      ['wquest', 'tce answer wquest 1 1,2'],
      ['wplan', 'tce answer wplan 2'],
    ] as const) {
      expect((await run(['answer', which])).err).toContain(`Next: ${words}\n`)
    }
  })

  it('shows a rule and its reach before it is given, and sends nothing for an empty line', async () => {
    const always = await run(['answer', 'wbash'], {
      isTTY: true,
      env: { LANG: 'C.UTF-8', NO_COLOR: '1' },
      types: ['a', '1'],
    })
    expect(always.out).toContain(
      '  In this session\n  1 Exactly this command: nothing else that make can do\n    Bash(make db)\n',
    )
    expect(always.out).toContain(
      '  Saved for good\n  2 Exactly this command. This project, everybody (.claude/settings.json, goes\n    into git)\n',
    )
    expect(always.sent).toEqual([{ ...nonce('wbash'), answer: 'always', offer: 'exact' }])
    expect((await run(['answer', 'wbash'], { isTTY: true, types: ['a', ''] })).sent).toEqual([])
  })

  it('keeps a step before it, and what is noted of that, within the width', async () => {
    const note = 'exit 128, fatal: not a git repository (or any of the parent directories): .git'
    const before = [{ tool: 'Bash', about: 'git push --force origin main', outcome: 'failed', note } as const]
    const waiting = { ...report, waiting: [item({ ...bash, before }, 'payments-api', 'x')] }
    const { out } = await run(['answer', 'wbash'], { waiting, isTTY: true, env: { LANG: 'C.UTF-8', NO_COLOR: '1' } })
    expect(out).toContain('  Before   ✗ Bash git push --force origin main  exit 128, fatal: not a git repo…\n')
  })

  it('shows a change with what goes and comes', async () => {
    const { out } = await run(['answer', 'wedit'], { isTTY: true, env: { LANG: 'C.UTF-8', NO_COLOR: '1' } })
    expect(out).toContain('  src/a.ts\n   9   a\n  10 - b\n  10 + B\n  11 + c\n')
    expect(out).toMatch(/ In +\S+ on tce\/rotate-jwks\n/)
    expect(out).toContain('y allow once   a accept all edits…   n deny…   N deny and stop the turn…\n')
  })

  it('to a "no" ends the turn, too, where that can be said', async () => {
    const [typed, keyed] = await Promise.all([
      run(['answer', 'wedit', 'deny', 'not here', '--stop']),
      run(['answer', 'wedit'], { isTTY: true, types: ['N', 'not here'] }),
    ])
    const denied = { ...nonce('wedit'), answer: 'deny', text: 'not here', stops: true }
    expect([typed.sent, keyed.sent]).toEqual([[denied], [denied]])
    expect((await run(['answer', 'wbash'], { isTTY: true, types: ['N'] })).sent).toEqual([])
    expect((await run(['answer', '--all-like', 'wbash', 'deny', '--stop', '--yes'])).code).toBe(2)
  })

  it('of what cannot be taken back wants the word, and nothing stands for it', async () => {
    const typed = (types: readonly string[]) => run(['answer', 'wforce', 'allow'], { isTTY: true, types })
    const allowed = await typed(['allow'])
    expect(allowed.out).toContain('It rewrites what others may have from the remote.')
    expect(allowed.sent).toEqual([{ ...nonce('wforce'), answer: 'allow', word: 'allow' }])
    expect((await typed([''])).sent).toEqual([])
    expect((await typed(['y'])).sent).toEqual([])
    const unasked = await run(['answer', 'wforce'])
    expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining('Next: do it in a terminal')])
    const asked = await run(['answer', 'wforce', 'allow', '--yes'])
    expect([asked.code, asked.sent]).toEqual([2, []])
    expect((await run(['answer', 'wforce', 'deny'])).sent).toHaveLength(1)
    // It is asked each time: no rule is offered for it.
    const always = await run(['answer', 'wforce'], { isTTY: true, types: ['a'] })
    expect([always.out.includes('always'), always.sent]).toEqual([false, []])
  })

  it('to all like it lists them, asks once, and leaves out what cannot be taken back', async () => {
    const other = item(approval('wother', 1), 'docs', 'make')
    const waiting = { ...report, waiting: [...report.waiting, other] }
    const asked = await run(['answer', '--all-like', 'wbash', 'allow'], { waiting, isTTY: true, types: ['y'] })
    expect(asked.sent.map(({ id }) => id)).toEqual(['wbash', 'wother'])
    expect(asked.out).toContain('2 of them?')
    expect((await run(['answer', '--all-like', 'wbash', 'allow'], { waiting })).code).toBe(2)
    expect((await run(['answer', '--all-like', 'wquest', 'allow'], { waiting })).code).toBe(2)
  })

  it('that comes too late, is not confirmed, or can’t get there has its own exit code, and nothing on stdout', async () => {
    const ran = { tool: 'Bash', outcome: 'done', tookMs: 2_100, said: 'CREATE TABLE' } as const
    const outcome = { kind: 'answered-there', at: ago(1), message: 'Allowed in its terminal.', ran } as const
    const over = [item({ ...bash, state: 'over', outcome }, 'payments-api', 'x')]
    const late = await run(['answer', 'wbash', 'allow'], { waiting: { ...nothingWaits, over } })
    expect([late.code, late.out, late.sent]).toEqual([4, '', []])
    expect(late.err.replace(/\s+/g, ' ')).toMatch(
      /^! Nothing was sent\. Allowed in its terminal\. \(.*\) Bash ran 2\.1 s: CREATE TABLE\. $/,
    )
    const lost = await run(['answer', 'wbash', 'allow'], {
      answer: () => err({ kind: 'over', message: 'Nothing was sent: denied by dashboard already.', approval: bash }),
    })
    expect([lost.code, lost.err]).toEqual([4, '! Nothing was sent: denied by dashboard already.\n'])
    const sent = {
      kind: 'answered-here',
      at: ago(0),
      answer: 'allow',
      message: 'Sent: not confirmed after 5.0 s.',
    } as const
    const unseen = await run(['answer', 'wbash', 'allow'], {
      answer: () => ok({ ...bash, state: 'over', outcome: sent }),
    })
    expect([unseen.code, unseen.out]).toEqual([5, ''])
    const copying = await run(['answer', 'wbash', 'deny'], {
      answer: () => err({ kind: 'in-copy-mode', message: 'Its pane is in copy mode.', approval: bash }),
    })
    expect([copying.code, copying.err]).toEqual([
      5,
      '! Its pane is in copy mode.\n  Next: tce answer wbash deny --leave-copy-mode\n',
    ])
    const mutely = await run(['answer', '9:9', 'allow'])
    expect([mutely.code, mutely.err]).toEqual([
      6,
      '✗ scratch: Codex takes no answers from TCE.\n  Next: answer in its terminal (pts/9)\n  To it: tce jump 9\n',
    ])
    expect((await run(['answer', 'wnone', 'allow'])).code).toBe(3)
    expect((await run(['answer', '99', 'allow'])).code).toBe(3)
    expect((await run(['answer', 'wbash', 'perhaps'])).code).toBe(2)
  })

  it('of what went wrong, or is finished, there is none: it says so, and how it gets a prompt', async () => {
    await run(['waiting'])
    for (const which of ['7', '1:cli-tools']) {
      const { code, err, sent } = await run(['answer', which, 'allow'])
      expect([code, sent]).toEqual([3, []])
      expect(err).toMatch(
        /(data-warehouse|cli-tools) asks nothing: there is nothing to answer\.\n {2}Next: tce send 2 "…"/,
      )
    }
  })

  it('from inside an agent is refused', async () => {
    const insideAgent = async () => ({ pid: 1, label: 'payments-api' })
    const { code, sent, err: said } = await run(['answer', 'wbash', 'allow'], { parts: { insideAgent } })
    expect([code, sent]).toEqual([1, []])
    expect(said).toContain('Asked from inside payments-api: a person has to do this.')
  })
})
