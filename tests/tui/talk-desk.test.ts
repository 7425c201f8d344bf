/** `y` and `n` in `tce tui`: an answer is for the request that its user had before him, or for none. */
import { expect, it } from 'vitest'
import { ok } from '../../src/core/result.ts'
import type { Approval } from '../../src/core/waiting/approval.ts'
import { nothingWaits, type WaitingItem } from '../../src/core/waiting/waiting-report.ts'
import { startModel } from '../../src/tui/model.ts'
import { createTalkDesk } from '../../src/tui/tasks/talk-desk.ts'
import { askedOf } from '../../src/tui/tasks/tasks-model.ts'
import { fakeServices } from '../cli/fake-services.ts'
import { designTasks } from '../fixtures/tasks/design-tasks.ts'

const [task] = designTasks.tasks
if (task === undefined) throw new Error('no task')
const taskId = task.id

function asks(id: string, more: Partial<Approval> = {}): WaitingItem {
  const approval: Approval = {
    ...{ id, nonce: `nonce of ${id}`, agent: 'claude', sessionId: 's', kind: 'permission', tool: 'Bash' },
    ...{ thing: { form: 'command', text: 'psql' }, since: '2026-11-20T14:29:00Z', notes: [], always: [] },
    ...{ answers: ['allow', 'always', 'deny'], state: 'open' },
    ...more,
  }
  return { id, kind: approval.kind, agent: 'claude', agentId: task?.agentId, summary: 'Bash psql', approval }
}

async function answered(now: readonly WaitingItem[], seen: readonly WaitingItem[], answer: 'allow' | 'deny' = 'allow') {
  const services = fakeServices({ waiting: { ...nothingWaits, waiting: now } })
  const said: string[] = []
  const model = { ...startModel.tasks, list: designTasks, waiting: { ...nothingWaits, waiting: seen } }
  const desk = createTalkDesk({
    services,
    model: () => model,
    tell: () => {},
    notice: (text) => said.push(text),
    edit: undefined,
    shownText: () => [],
    copy: () => {},
  })
  const asked = task === undefined ? undefined : askedOf(model, task)
  await desk.answer({ taskId, asked }, answer === 'deny' ? { answer, text: 'use the test database' } : { answer })
  return { answers: services.answers, said }
}

it('goes with the nonce of the request that was seen, and says what was observed', async () => {
  const { answers, said } = await answered([asks('w1')], [asks('w1')])
  expect(answers).toEqual([{ id: 'w1', nonce: 'nonce of w1', answer: 'allow', text: undefined }])
  expect(said).toEqual(['idempotency-keys: Taken.'])
  const denied = await answered([asks('w1')], [asks('w1')], 'deny')
  expect(denied.answers).toMatchObject([{ answer: 'deny', text: 'use the test database' }])
})

it.each([
  [
    'asks something else by now',
    [asks('w2')],
    [asks('w1')],
    'Nothing was sent: it asks Bash psql now. Press the key again for that.',
  ],
  ['was not seen to ask', [asks('w1')], [], 'Nothing was sent: it asks Bash psql now. Press the key again for that.'],
  ['does not wait any more', [], [asks('w1')], 'It does not wait any more. Nothing was sent.'],
  [
    'asks what cannot be taken back',
    [asks('w1', { irrevocable: { sentence: 'It rewrites main.' } })],
    [asks('w1')],
    'Nothing was sent: it cannot be taken back. tce answer w1 shows it whole.',
  ],
  [
    'asks for a choice',
    [asks('w1', { answers: ['choose'] })],
    [asks('w1')],
    'It asks for a choice: answer in its terminal, or on the page.',
  ],
])('sends nothing to one that %s', async (_, now, seen, words) => {
  expect(await answered(now, seen)).toEqual({ answers: [], said: [words] })
})

it.each([
  ['drop table', ['row one'], 'drop table', 'Copied, where the terminal permits it: what it put out, 10 characters.'],
  [
    undefined,
    ['row one', '', 'row two'],
    'row one\n\nrow two',
    'Copied, where the terminal permits it: its screen, 3 rows.',
  ],
  [undefined, [], undefined, 'There is nothing to copy: it put nothing out, and no screen of it is shown.'],
])(
  'copies what the agent put out (%j) before what is shown (%j), and says which',
  async (offered, shown, copied, words) => {
    const services = fakeServices()
    const texts: string[] = []
    const said: string[] = []
    const staged = offered === undefined ? undefined : ({ text: offered, from: 'terminal', at: '', until: '' } as const)
    const desk = createTalkDesk({
      services: { ...services, taskFiles: { ...services.taskFiles, staged: async () => ok(staged) } },
      model: () => startModel.tasks,
      ...{ tell: () => {}, notice: (text) => said.push(text), edit: undefined },
      ...{ shownText: () => shown, copy: (text) => texts.push(text) },
    })
    await desk.copy(taskId)
    expect([texts, said]).toEqual([copied === undefined ? [] : [copied], [words]])
  },
)
