/** Tasks with real worktrees and a real supervisor; their agent is a small shell program. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FleetReport } from '../../src/core/process/report.ts'
import { err } from '../../src/core/result.ts'
import type { SessionDetail, SessionList, SessionSummary } from '../../src/core/session/session.ts'
import type { NewTask, Task, TaskState } from '../../src/core/tasks/task.ts'
import type { Terminals } from '../../src/runner/terminals.ts'
import type { KnownSession } from '../../src/services/local/tasks/parts.ts'
import { createTasks, type LocalTasks } from '../../src/services/local/tasks/tasks.ts'
import { realTasks } from '../services/real-tasks.ts'
import { signalExactly } from '../tools/processes.ts'
import { git, newRepository, write } from '../worktrees/repositories.ts'

const me = { kind: 'own-user', name: 'cli' } as const
const real = realTasks()
const repository = newRepository(join(real.home, 'code', 'shop'))
const recorded: string[] = []
const errors: unknown[] = []
const moved: string[] = []
let fleet: Pick<FleetReport, 'processes'> = { processes: [] }
/** Of its agent. */
let kept: readonly Partial<SessionSummary>[] = []
let over: { readonly message: string; readonly next: string } | undefined
/** A task over a budget of its own, by its name. */
let overTask: string | undefined
const costs = new Map<string, number>()
let known: readonly KnownSession[] = []
let local: LocalTasks
/** Of somebody else, who only looks. */
let terminals: Terminals

const open = (): LocalTasks =>
  createTasks(real.parts, {
    looks: { read: async () => fleet as FleetReport, lookSoon: () => {} },
    log: { record: async ({ action, outcome }) => void recorded.push(`${action} ${outcome}`) },
    bus: {
      append(event) {
        if (event.type === 'task.moved') moved.push(`${event.data.name} ${event.data.was} > ${event.data.state}`)
      },
    },
    whyNoStart: async ({ task }) =>
      over ??
      (task?.name === overTask && task !== undefined ? { message: `${task.name} is over.`, next: 'wait' } : undefined),
    costOf: (session) => costs.get(session),
    prompts: { send: async () => err({ kind: 'no-agent', message: 'Nobody.' }) },
    sessions: {
      list: async () => ({ sessions: kept }) as unknown as SessionList,
      find: async (id) => known.find((one) => one.id.startsWith(id)) as SessionDetail | undefined,
    },
    clock: Date.now,
    reportError: (_, cause) => void errors.push(cause),
  })

/** A file of its name lets it end; it says what it was given. */
const script =
  'echo "asked: $0; see https://example.org/refunds."; env | sort > $HOME/$TCE_TASK_ID.env; while [ ! -e $HOME/$TCE_TASK_ID.go ]; do sleep 0.05; done; . $HOME/$TCE_TASK_ID.go'

/** What one inside a fence gets hold of, in its own folder. */
const inside = `
r() { if "$@" >/dev/null 2>&1; then echo "$* done"; fi; }
{ r grep -q private "$HOME/.ssh/key"; r grep -rq . "$HOME/data"; r touch "$HOME/out"; r touch /var/tmp/tce-out
  r sh -c 'echo x >> "$(git rev-parse --git-common-dir)/config"'; r touch "$(git rev-parse --git-common-dir)/hooks/x"
  r sh -c 'rm -rf "$(git rev-parse --git-common-dir)/hooks"; mkdir "$(git rev-parse --git-common-dir)/hooks"'
  r mv "$(git rev-parse --git-common-dir)/info" "$(git rev-parse --git-common-dir)/information"
  r sh -c 'echo gitdir: /tmp > .git'; r unshare -Urm true
  r git -c user.name=T -c user.email=t@localhost commit -q --allow-empty -m Inside; r touch made; } > told.new 2>&1; mv told.new told; sleep 60`
const look = await real.parts.fence.look()

beforeAll(async () => {
  real.config(`
[backends.sh]
command = ["/bin/sh", "-c", ${JSON.stringify(script)}, "{prompt}"]
resume = ["/bin/sh", "-c", "echo took up $0", "{session}"]
[backends.copier]
command = ["/bin/sh", "-c", "printf '\\\\033]52;c;bnBtIHJ1biByZWxlYXNl\\\\a'; sleep 60"]
[backends.inside]
command = ["/bin/sh", "-c", ${JSON.stringify(inside)}]
mode_flag = "--mode"
[backends.taken]
agent = "kimi"
command = ["/bin/sh", "-c", "exit 1"]
resume = ["/bin/sh", "-c", "echo took up $0; sleep 60", "{session}"]
headless = ["/bin/sh", "-c", 'echo "thinking"; echo "Cost of the cart, $1"', "{prompt}", "{model}"]
prompt_flag = ""
[defaults]
backend = "sh"
`)
  terminals = await real.parts.openTerminals()
  local = open()
  await local.begin()
  const added = await local.projects.add({ path: repository }, me)
  expect(added).toMatchObject({ ok: true, value: { name: 'shop', isRepository: true, origins: { path: 'set' } } })
})
afterAll(async () => {
  await local.close()
  for (const supervisor of await terminals.supervisors()) await terminals.stop(supervisor)
  terminals.close()
  expect(errors).toEqual([])
})

async function create(prompt: string, more: Partial<NewTask> = {}): Promise<Task> {
  const made = await local.tasks.create({ project: 'shop', prompt, ...more }, me)
  if (!made.ok) throw new Error(made.error.message)
  return made.value
}
const now = async (id: string): Promise<Task> => {
  const task = await local.tasks.find(id)
  if (task === undefined) throw new Error(`no task ${id}`)
  return task
}
const reaches = (id: string, state: TaskState) =>
  expect.poll(async () => (await now(id)).state, { timeout: 20_000 }).toBe(state)
/** Whole when it has its name: its agent looks for that. */
function letEnd({ id }: Task, how: string): void {
  const path = join(real.home, `${id}.go`)
  writeFileSync(`${path}.draft`, how)
  renameSync(`${path}.draft`, path)
}
const obstaclesOf = (looked: Awaited<ReturnType<typeof local.tasks.removal>>) => looked.ok && looked.value.obstacles
/** Where its folder does not matter. */
const here = { isInWorktree: false } as const
/** Nothing of it is left. */
async function destroy(id: string): Promise<void> {
  // What its agent had started may end a moment after it.
  await expect.poll(async () => obstaclesOf(await local.tasks.removal(id))).toEqual([])
  const looked = await local.tasks.removal(id)
  if (!looked.ok) throw new Error(looked.error.message)
  const { confirm } = looked.value
  expect(await local.tasks.remove(id, { confirm, copy: 'keep' }, me)).toMatchObject({ ok: true })
}

it('a task is a worktree, a branch, and an agent with its prompt and a secret of its own; its end is told by what was observed', async () => {
  const task = await create('Refunds above the total must fail')
  expect(task).toMatchObject({
    ...{ name: 'refunds-above-the-total-must-fail', project: 'shop', state: 'in_progress', backend: 'sh' },
    worktree: { branch: 'tce/refunds-above-the-total-must-fail', base: 'main', state: 'ready' },
  })
  const { folder = '', id, run } = task
  expect(folder).toBe(join(real.home, '.tce/worktrees/shop/refunds-above-the-total-must-fail'))
  const output = async () => {
    const told = await local.tasks.output(id, 1_000)
    return told.ok ? told.value.text : ''
  }
  await expect.poll(output).toContain('asked: Refunds above the total must fail')
  // It is there before it is written.
  const envFile = join(real.home, `${id}.env`)
  const envNow = () => (existsSync(envFile) ? readFileSync(envFile, 'utf8') : '')
  await expect.poll(envNow, { timeout: 20_000 }).toContain('TCE_TASK_TOKEN=')
  const env = envNow()
  expect(env.match(/^TCE_\w+=/gm)).toEqual(['TCE_SPAWN=', 'TCE_TASK_ID=', 'TCE_TASK_TOKEN='])
  expect(env).toContain('TCE_TASK_TOKEN=tcetask_')
  expect(await local.tasks.setResult(id, 'It fails with 422.', me)).toMatchObject({ ok: true })
  write(folder, 'made.txt', 'one\n')
  await looksAround(task)
  letEnd(task, 'exit 0')
  await reaches(id, 'complete')
  expect(await now(id)).toMatchObject({
    run: { id: run?.id, exit: { isClean: true } },
    changes: { files: 1, commits: 0 },
  })
  expect(moved).toContain('refunds-above-the-total-must-fail in_progress > complete')
  await destroy(id)
})

async function looksAround({ id, folder = '' }: Task): Promise<void> {
  symlinkSync('/etc', join(folder, 'elsewhere'))
  const { gitStatus, files, links, conversations } = local.view
  expect(await gitStatus(id)).toMatchObject({
    ok: true,
    value: {
      ...{ branch: 'tce/refunds-above-the-total-must-fail', moreFiles: 0 },
      files: [
        { path: 'elsewhere', kind: 'added', isCommitted: false },
        { path: 'made.txt', kind: 'added', isCommitted: false },
      ],
      base: { name: 'main', ahead: 0, behind: 0 },
    },
  })
  const listed = await files(id, '')
  expect(listed.ok && listed.value.entries.find(({ name }) => name === 'made.txt')).toMatchObject({ sizeBytes: 4 })
  expect(listed.ok && listed.value.entries.find(({ name }) => name === 'elsewhere')).toMatchObject({ kind: 'link' })
  for (const dir of ['elsewhere', '..', '/etc', '.git', 'made.txt', 'none'])
    expect(await files(id, dir), dir).toMatchObject({ error: { kind: 'bad-request' } })
  expect(await links(id)).toMatchObject({ value: { links: [{ url: 'https://example.org/refunds', from: 'screen' }] } })
  kept = [
    { id: 'one', cwd: folder, title: 'Refunds' },
    { id: 'two', cwd: real.home },
  ]
  expect(await conversations(id)).toEqual({
    ok: true,
    value: { conversations: [{ sessionId: 'one', title: 'Refunds', isCurrent: false }] },
  })
  unlinkSync(join(folder, 'elsewhere'))
}

it('an end that is not clean, or without a word, is to be looked at and never done', async () => {
  const [without, seven, killed] = [await create('one', here), await create('two', here), await create('three', here)]
  letEnd(without, 'exit 0')
  letEnd(seven, 'exit 7')
  letEnd(killed, 'kill -9 $$')
  for (const { id } of [without, seven, killed]) await reaches(id, 'in_review')
  expect((await now(seven.id)).reason).toBe('Its agent ended with 7.')
  expect((await now(killed.id)).reason).toBe('Its agent ended by signal 9.')
  expect(await local.tasks.put(without.id, 'complete', me)).toMatchObject({ ok: true, value: { state: 'complete' } })
  expect(await local.tasks.put(seven.id, 'failed', me)).toMatchObject({ ok: false, error: { kind: 'not-now' } })
  for (const { id } of [without, seven, killed]) await destroy(id)
})

it('it is stopped in steps, and its session is taken up again in the same folder', async () => {
  const task = await create('four', here)
  overTask = 'four'
  expect(await local.tasks.restart(task.id, me)).toMatchObject({ error: { kind: 'budget', message: 'four is over.' } })
  expect((await now(task.id)).run).toEqual(task.run)
  overTask = undefined
  const stopped = await local.tasks.stop(task.id, me)
  expect(stopped).toMatchObject({ ok: true, value: { sent: ['SIGTERM'], left: [], task: { state: 'in_review' } } })
  expect(await local.tasks.resume(task.id, {}, me)).toMatchObject({ error: { kind: 'not-now' } })
  const resumed = await local.tasks.resume(task.id, { session: 'abc' }, me)
  expect(resumed).toMatchObject({
    ok: true,
    value: { folder: task.folder, sessionId: 'abc', run: { id: `${task.id}.2` } },
  })
  await reaches(task.id, 'in_review')
  await destroy(task.id)
})

it('what exists nowhere else is shown before it goes, kept, and brought back as it was', async () => {
  const task = await create('five')
  write(task.folder ?? '', 'only-here.txt', 'precious\n')
  const looked = await local.tasks.removal(task.id)
  if (!looked.ok) throw new Error(looked.error.message)
  expect(looked.value).toMatchObject({
    isAllElsewhere: false,
    obstacles: [],
    facts: { uncommitted: { names: ['only-here.txt'] } },
  })
  const { confirm } = looked.value
  expect(await local.tasks.remove(task.id, { confirm, copy: 'none' }, me)).toMatchObject({
    error: { kind: 'bad-request' },
  })
  expect(await local.tasks.remove(task.id, { confirm: 'another', copy: 'keep' }, me)).toMatchObject({
    error: { kind: 'changed' },
  })
  expect(await local.tasks.remove(task.id, { confirm, copy: 'keep' }, me)).toMatchObject({ ok: true })
  expect(existsSync(task.folder ?? '')).toBe(false)
  expect(await local.tasks.find(task.id)).toBeUndefined()
  expect(git(repository, 'branch', '--list', 'tce/five')).toBe('')
  expect((await local.tasks.removed()).map(({ id }) => id)).toContain(task.id)
  expect(await local.tasks.undo(task.id, me)).toMatchObject({ ok: true, value: { state: 'in_review' } })
  expect(readFileSync(join(task.folder ?? '', 'only-here.txt'), 'utf8')).toBe('precious\n')
  await destroy(task.id)
})

it('more than may run wait, and begin when a place is free', async () => {
  real.maxRunning = 1
  const [first, second] = [await create('six', here), await create('seven', here)]
  expect(second).toMatchObject({ state: 'pending', reason: expect.stringContaining('When a place is free') })
  expect(second.folder).toBeUndefined()
  const held = await create('six and a half', here)
  // In the order in which they were made; one that is over a budget of its own lets the next one by.
  overTask = second.name
  letEnd(first, 'exit 1')
  await reaches(held.id, 'in_progress')
  expect(await now(second.id)).toMatchObject({ state: 'pending', reason: 'seven is over.' })
  overTask = undefined
  letEnd(held, 'exit 1')
  await reaches(second.id, 'in_progress')
  await expect.poll(async () => (await now(second.id)).run?.pid).toBeDefined()
  expect(await create('eight', { ...here, start: 'now' })).toMatchObject({ state: 'in_progress' })
  real.maxRunning = 6
  const { counts, tasks } = await local.tasks.list()
  expect(counts).toMatchObject({ in_progress: 2, in_review: 2 })
  expect(await local.tasks.stopAll(me)).toMatchObject({
    ok: true,
    value: { done: expect.objectContaining({ length: 2 }) },
  })
  for (const { id } of tasks) await destroy(id)
})

it('who comes after finds what ended while nobody listened, and what goes on', async () => {
  const [ends, goesOn] = [await create('nine', here), await create('ten', here)]
  await local.close()
  letEnd(ends, 'exit 3')
  await expect
    .poll(async () => (await terminals.list()).sessions.find(({ id }) => id === ends.run?.id)?.exit, {
      timeout: 20_000,
    })
    .toMatchObject({ code: 3 })
  local = open()
  await local.begin()
  expect(await now(ends.id)).toMatchObject({ state: 'in_review', reason: 'Its agent ended with 3.' })
  expect(await now(goesOn.id)).toMatchObject({ state: 'in_progress', run: { pid: goesOn.run?.pid } })
  for (const { id } of [ends, goesOn]) await destroy(id)
})

it('a turn that ended with something to look at is in review, one without goes on; what it is at is told', async () => {
  /** A look at the machine; each shows another session, so that it is known when it was thought about. */
  const at = async ({ id, run, createdAt }: Task, activity: 'busy' | 'idle', sessionId: string) => {
    const { pid = 0, start = '' } = run ?? {}
    const agent = { id: `${pid}:${start}`, pid, start, agent: 'claude', activity, sessionId, startedAt: createdAt }
    fleet = { processes: [agent as FleetReport['processes'][number]] }
    local.noteFleet(fleet as FleetReport)
    await expect.poll(async () => (await now(id)).sessionId, { timeout: 20_000 }).toBe(sessionId)
  }
  const task = await create('eleven')
  const { pid = 0, start = '' } = task.run ?? {}
  await at(task, 'busy', 'first')
  expect(await now(task.id)).toMatchObject({ activity: 'busy', agentId: `${pid}:${start}` })
  expect(local.taskOf({ pid, start, sessionId: undefined })).toEqual({ id: task.id, name: 'eleven' })
  await at(task, 'idle', 'second')
  await at(task, 'busy', 'third')
  expect(moved).not.toContain('eleven in_progress > in_review')
  write(task.folder ?? '', 'made.txt', 'x')
  await at(task, 'idle', 'fourth')
  await reaches(task.id, 'in_review')
  for (const session of ['first', 'third', 'fourth', 'of somebody else']) costs.set(session, 1.5)
  expect([(await now(task.id)).costUsd, await local.costOf(task.id), await local.costOf('none')]).toEqual([
    4.5,
    4.5,
    undefined,
  ])
  expect(await local.tasks.put(task.id, 'complete', me)).toMatchObject({ ok: true })
  // In the project itself, where others have left something before: only what is another since its last turn.
  write(repository, 'of-somebody.txt', 'x')
  const inProject = await create('eleven in the project', here)
  await at(inProject, 'busy', 'fifth')
  await at(inProject, 'idle', 'sixth')
  await at(inProject, 'busy', 'seventh')
  expect(await now(inProject.id)).toMatchObject({ state: 'in_progress', changes: undefined })
  write(repository, 'of-somebody.txt', 'y, and more')
  await at(inProject, 'idle', 'eighth')
  await reaches(inProject.id, 'in_review')
  rmSync(join(repository, 'of-somebody.txt'))
  fleet = { processes: [] }
  for (const { id } of [task, inProject]) await destroy(id)
})

it('what an agent is at that nobody recognises its screen says, by the rules of its user first; why is told with its rows', async () => {
  mkdirSync(join(real.home, 'screens'), { recursive: true })
  const manifest = (rules: readonly object[]) =>
    writeFileSync(join(real.home, 'screens', 'sh.json'), JSON.stringify({ version: 1, agent: 'sh', rules }))
  manifest([
    { id: 'mine', state: 'waiting', waitingFor: 'an answer', any: ['^asked: shall I'] },
    { id: 'other', state: 'idle', any: ['^asked:'] },
  ])
  const task = await create('shall I?', here)
  await expect.poll(async () => (await now(task.id)).activity, { timeout: 10_000 }).toBe('waiting')
  expect(await now(task.id)).toMatchObject({ waitingFor: 'an answer' })
  const why = await local.tasks.why(task.id)
  expect(why).toMatchObject({
    ok: true,
    value: {
      ...{ activity: 'waiting', source: 'screen', firstRow: 0, problems: [] },
      rule: { id: 'mine', state: 'waiting', matched: [{ row: 0, text: expect.stringContaining('asked: shall I?') }] },
      rows: [expect.stringContaining('asked: shall I?')],
      manifests: [{ origin: 'file', version: 1, rules: 2 }],
    },
  })
  manifest([{ id: 'mine', state: 'tired', any: ['x'] }])
  expect(await local.tasks.why(task.id)).toMatchObject({
    value: { manifests: [], problems: [expect.stringContaining('sh.json: Rule “mine”: state is "tired"')] },
  })
  await destroy(task.id)
})

it('a set-up command runs once it was trusted, and asks again when a file that it names has changed', async () => {
  write(repository, 'setup.sh', 'echo ready > from-setup\n')
  git(repository, 'add', '-A')
  git(repository, 'commit', '-qm', 'Set-up')
  expect(await local.projects.edit('shop', { setup: 'sh setup.sh' }, me)).toMatchObject({ ok: true })
  expect(await local.tasks.create({ project: 'shop', prompt: 'twelve' }, me)).toMatchObject({
    error: { kind: 'untrusted' },
  })
  const setup = await local.projects.setup('shop')
  if (!setup.ok || setup.value === undefined) throw new Error('no set-up')
  expect(setup.value).toMatchObject({ files: ['setup.sh'], isTrusted: false })
  expect(await local.projects.trust('shop', 'another', me)).toMatchObject({ ok: false })
  await local.projects.trust('shop', setup.value.hash, me)
  const task = await create('twelve')
  expect(readFileSync(join(task.folder ?? '', 'from-setup'), 'utf8')).toBe('ready\n')
  await destroy(task.id)
  write(repository, 'setup.sh', 'exit 4\n')
  expect(await local.projects.setup('shop')).toMatchObject({ value: { isTrusted: false, hasChanged: true } })
  await local.projects.edit('shop', { setup: 'echo no; exit 4' }, me)
  const broken = await local.projects.setup('shop')
  await local.projects.trust('shop', broken.ok ? (broken.value?.hash ?? '') : '', me)
  const failed = await local.tasks.create({ project: 'shop', prompt: 'thirteen' }, me)
  expect(failed).toMatchObject({ error: { kind: 'not-made', message: expect.stringContaining('it ended with 4: no') } })
  const [never] = (await local.tasks.list({ status: 'failed' })).tasks
  await destroy(never?.id ?? '')
  // Its server ends in the middle of it: what goes on alone is ended, the task says so, and is begun again.
  await local.projects.edit('shop', { setup: 'sleep 0.1; echo again > from-setup' }, me)
  const other = await local.projects.setup('shop')
  await local.projects.trust('shop', other.ok ? (other.value?.hash ?? '') : '', me)
  const cut = await create('fourteen and a half')
  await local.tasks.stop(cut.id, me)
  const left = spawn('/bin/sh', ['-c', 'sleep 60'], { detached: true, stdio: 'ignore' })
  const goesOn = { pid: left.pid ?? 0, start: (await real.parts.startOf(left.pid ?? 0)) ?? '' }
  const dead = spawnSync('true').pid
  const books = await real.parts.openBooks()
  if (!books.ok) throw new Error(books.error)
  await books.value.tasks.change(cut.id, (one) => ({
    ...one,
    step: 'setup',
    isSetUp: undefined,
    makerPid: dead,
    setup: goesOn,
  }))
  await books.value.close()
  await local.close()
  local = open()
  await local.begin()
  expect(await now(cut.id)).toMatchObject({ state: 'failed', reason: 'Its set-up command was broken off: restart it.' })
  expect(await real.parts.startOf(goesOn.pid)).toBeUndefined()
  rmSync(join(cut.folder ?? '', 'from-setup'))
  expect(await local.tasks.restart(cut.id, me)).toMatchObject({ ok: true, value: { state: 'in_progress' } })
  expect(readFileSync(join(cut.folder ?? '', 'from-setup'), 'utf8')).toBe('again\n')
  await destroy(cut.id)
  await local.projects.edit('shop', { setup: null }, me)
})

it('what can not be begun is refused before anything is made', async () => {
  const kindOf = async (more: Partial<NewTask>) => {
    const made = await local.tasks.create({ project: 'shop', prompt: 'x', ...more }, me)
    return made.ok ? 'made' : made.error.kind
  }
  expect(await kindOf({ project: 'nowhere' })).toBe('no-project')
  expect(await kindOf({ backend: 'nobody' })).toBe('no-backend')
  expect(await kindOf({ prompt: ' ' })).toBe('bad-request')
  expect(await kindOf({ base: '--output=x' })).toBe('bad-request')
  expect(await kindOf({ backend: 'claude', mode: 'bypassPermissions' })).toBe('bad-request')
  expect(await kindOf({ best: 9 })).toBe('bad-request')
  over = { message: 'The budget is used up.', next: 'wait' }
  expect(await kindOf({})).toBe('budget')
  over = undefined
  expect((await local.tasks.list({ archived: 'all' })).tasks.map(({ name }) => name)).toEqual([])
})

it('it is given files and shows some, whatever links its agent puts in the way; what it would copy is offered for a while', async () => {
  const task = await create('files')
  const folder = task.folder ?? ''
  const upload = (name: string, text = name) => local.files.upload(task.id, { name, bytes: Buffer.from(text) }, me)
  expect(await upload('../../.bash\nrc', 'x')).toEqual({ ok: true, value: { path: '.context/bashrc', sizeBytes: 1 } })
  expect(await upload('bashrc', 'yy')).toMatchObject({ value: { path: '.context/bashrc-2' } })
  expect(readFileSync(join(folder, '.context/bashrc'), 'utf8')).toBe('x')
  expect(git(folder, 'status', '--short')).toBe('')
  expect(await upload('big', 'x'.repeat(10 * 1024 * 1024 + 1))).toMatchObject({ error: { kind: 'bad-request' } })
  for (let at = 3; at <= 20; at += 1) await upload(`file-${at}`)
  expect(await upload('one-too-many')).toMatchObject({ error: { kind: 'not-now' } })
  rmSync(join(folder, '.context'), { recursive: true })
  symlinkSync(real.home, join(folder, '.context'))
  expect(await upload('away')).toMatchObject({ error: { kind: 'bad-request' } })
  expect(existsSync(join(real.home, 'away'))).toBe(false)

  const show = (path: string, name?: string) => local.files.addArtifact(task.id, { path, name }, me)
  write(folder, 'out/report.html', '<b>fine</b>')
  expect(await show('out/report.html')).toMatchObject({ value: { name: 'report.html', sizeBytes: 11 } })
  expect(await show(join(folder, 'out/report.html'), 'a/../Again\u202e.html')).toMatchObject({
    value: { name: 'Again.html' },
  })
  write(real.home, 'private.txt', 'private')
  symlinkSync(join(real.home, 'private.txt'), join(folder, 'link.txt'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  execFileSync('truncate', ['-s', String(25 * 1024 * 1024 + 1), join(folder, 'huge')])
  for (const path of [
    'link.txt',
    '../../../../private.txt',
    join(real.home, 'private.txt'),
    'pipe',
    'out',
    'huge',
    '.context/private.txt',
    '/dev/zero',
  ])
    expect([path, await show(path)]).toMatchObject([path, { error: { kind: 'bad-request' } }])
  // It is a copy, as it was.
  rmSync(join(folder, 'out'), { recursive: true })
  const read = await local.files.read(task.id, 'report.html')
  expect(read.ok && read.value.bytes.toString()).toBe('<b>fine</b>')
  expect(await local.files.artifacts(task.id)).toMatchObject({
    value: [{ name: 'report.html' }, { name: 'Again.html' }],
  })
  expect(await local.files.read(task.id, '../setup.log')).toMatchObject({ ok: false })

  const made = await local.tasks.create({ project: 'shop', name: 'copies', backend: 'copier', ...here }, me)
  if (!made.ok) throw new Error(made.error.message)
  const copies = made.value
  await expect
    .poll(async () => await local.files.staged(copies.id), { timeout: 20_000 })
    .toMatchObject({
      value: { text: 'npm run release', from: 'terminal' },
    })
  expect(await local.files.stage(task.id, 'x'.repeat(1024 * 1024 + 1), me)).toMatchObject({
    error: { kind: 'bad-request' },
  })
  expect(await local.files.stage(task.id, 'told', me)).toMatchObject({ value: { text: 'told', from: 'told' } })
  expect(await local.files.unstage(task.id, me)).toEqual({ ok: true, value: undefined })
  expect(await local.files.staged(task.id)).toEqual({ ok: true, value: undefined })
  await local.tasks.stopAll(me)
  for (const { id } of [task, copies]) await destroy(id)
})

it.skipIf(!look.isAvailable)(
  `behind a fence it reads no key and nothing of TCE, writes where it works and gives git no orders, and only there may it ask for nothing${look.isAvailable ? '' : ` (skipped: ${look.problem})`}`,
  async () => {
    mkdirSync(join(real.home, '.ssh'))
    writeFileSync(join(real.home, '.ssh', 'key'), 'private')
    const bold = { project: 'shop', name: 'bold', backend: 'inside', mode: 'bypassPermissions' } as const
    expect(await local.tasks.create(bold, me)).toMatchObject({
      error: {
        message: expect.stringContaining('only for an agent behind a fence'),
        next: expect.stringContaining('sandbox.enabled'),
      },
    })
    const sandbox = { ...real.sandbox, enabled: true }
    real.sandbox = { ...sandbox, extraWrite: ['~/*'] }
    const refused = await local.tasks.create({ ...bold, ...here }, me)
    expect(refused).toMatchObject({ error: { message: expect.stringContaining('extra_write has “~/*”') } })
    const [failed] = (await local.tasks.list({ status: 'failed' })).tasks
    expect(failed?.run).toBeUndefined()
    await destroy(failed?.id ?? '')
    real.sandbox = sandbox
    await local.projects.edit('shop', { setup: 'cat "$HOME/.ssh/key" > from-setup; true' }, me)
    const setup = await local.projects.setup('shop')
    await local.projects.trust('shop', setup.ok ? (setup.value?.hash ?? '') : '', me)
    const made = await local.tasks.create(bold, me)
    if (!made.ok) throw new Error(made.error.message)
    expect(made.value.fence).toMatchObject({ by: 'bubblewrap', isVerified: true, asksNothing: true })
    const told = join(made.value.folder ?? '', 'told')
    await expect.poll(() => existsSync(told), { timeout: 20_000 }).toBe(true)
    expect(readFileSync(told, 'utf8')).toBe(
      'git -c user.name=T -c user.email=t@localhost commit -q --allow-empty -m Inside done\ntouch made done\n',
    )
    expect(readFileSync(join(made.value.folder ?? '', 'from-setup'), 'utf8')).toBe('')
    expect(existsSync(join(real.home, 'out'))).toBe(false)
    expect(git(made.value.folder ?? '', 'status', '--short')).toBe('?? from-setup\n?? made\n?? told')
    await local.projects.edit('shop', { setup: null, sandbox: { enabled: false } }, me)
    // What runs keeps its fence; what begins now has none.
    expect((await now(made.value.id)).fence).toMatchObject({ isVerified: true })
    const open = await create('without', here)
    expect(open.fence).toBeUndefined()
    real.sandbox = { ...sandbox, enabled: false }
    await local.projects.edit('shop', { sandbox: null }, me)
    await local.tasks.stop(made.value.id, me)
    for (const { id } of [made.value, open]) await destroy(id)
  },
)

it('a small model names a task, where its user set one and gave no name himself', async () => {
  real.namingModel = 'small'
  const task = await create('Please make the cart say what it costs', { ...here, backend: 'taken' })
  await expect.poll(async () => (await now(task.id)).name).toBe('Cost of the cart, small')
  expect(await now(task.id)).toMatchObject({ folder: repository })
  const own = await create('Another', { ...here, backend: 'taken', name: 'mine' })
  real.namingModel = undefined
  for (const { id, name } of [task, own]) {
    await destroy(id)
    if (id === own.id) expect(name).toBe('mine')
  }
})

it('several tries of a prompt are tasks of their own, and a fork knows what the first one did', async () => {
  const made = await local.tasks.create({ project: 'shop', prompt: 'Say something kind', name: 'kind', best: 2 }, me)
  if (!made.ok) throw new Error(made.error.message)
  expect(made.value.tries?.map(({ name, best }) => [name, best?.number, best?.group])).toEqual([
    ['kind 1', 1, made.value.id],
    ['kind 2', 2, made.value.id],
  ])
  write(made.value.folder ?? '', 'new.txt', 'a new line\n')
  git(made.value.folder ?? '', 'add', '-A')
  git(made.value.folder ?? '', 'commit', '-qm', 'New')
  const fork = await local.tasks.fork(made.value.id, { prompt: 'Do it in French' }, me)
  if (!fork.ok) throw new Error(fork.error.message)
  expect(fork.value).toMatchObject({
    forkOf: made.value.id,
    prompt: expect.stringMatching(/^Do it in French[\s\S]*Say something kind[\s\S]*\+a new line/),
  })
  expect(readFileSync(join(fork.value.folder ?? '', 'new.txt'), 'utf8')).toBe('a new line\n')
  for (const { id } of (await local.tasks.list()).tasks) await destroy(id)
})

it('a session that began elsewhere goes on as a task once it has ended, and never while it runs or may', async () => {
  const of = (id: string, title: string) => ({ id, agent: 'kimi', cwd: repository, title })
  known = [of('5f0c-one', 'Fix the cart'), of('6a1d-two', 'Sort the list'), { id: '7b2e-three', agent: 'aider' }]
  const adopt = (session: string, more = {}) => local.tasks.adopt({ session, ...more }, me)
  const runs = (process: object) => {
    fleet = { processes: [{ id: '9:9', pid: 9, start: '9', agent: 'kimi', startedAt: '', ...process }] as never }
  }
  expect(await adopt('none')).toMatchObject({ error: { kind: 'no-session' } })
  expect(await adopt('7b2e')).toMatchObject({ error: { kind: 'no-project' } })
  expect(await adopt('7b2e', { project: 'shop' })).toMatchObject({ error: { kind: 'no-backend' } })
  runs({ sessionId: '5f0c-one' })
  expect(await adopt('5f0c')).toMatchObject({ error: { kind: 'not-now', next: 'end it first: tce kill 9' } })
  runs({ cwd: repository })
  expect(await adopt('5f0c')).toMatchObject({ error: { message: expect.stringContaining('may be it') } })
  runs({ sessionId: 'another', cwd: repository })
  write(repository, 'not-committed.txt', 'x')
  const adopted = await adopt('5f0c', { isInWorktree: true, backend: 'taken' })
  if (!adopted.ok) throw new Error(adopted.error.message)
  const { id, folder, remarks } = adopted.value
  expect(adopted.value).toMatchObject({
    ...{ name: 'Fix the cart', project: 'shop', backend: 'taken', sessionId: '5f0c-one', state: 'in_progress' },
    worktree: { path: folder, base: 'main', branch: 'tce/fix-the-cart' },
  })
  expect(remarks).toEqual([expect.stringMatching(/ not committed in .*shop did not come along\.$/)])
  await expect
    .poll(async () => {
      const told = await local.tasks.output(id, 1_000)
      return told.ok && told.value.text
    })
    .toContain('took up 5f0c-one')
  expect(await adopt('5f0c')).toMatchObject({
    error: { message: expect.stringContaining('of the task Fix the cart already') },
  })
  // Whose agent is bound to the folder of its session goes on there.
  expect(await adopt('6a1d', { backend: 'taken', name: 'sorted' })).toMatchObject({
    value: { name: 'sorted', folder: repository, worktree: undefined },
  })
  fleet = { processes: [] }
  for (const task of (await local.tasks.list()).tasks) await destroy(task.id)
})

it('done ones of which nothing exists here alone are tidied up together; what was not seen is not', async () => {
  const [clean, dirty] = [await create('fourteen', { isInWorktree: true }), await create('fifteen')]
  for (const { id } of [clean, dirty]) {
    await local.tasks.stop(id, me)
    await local.tasks.put(id, 'complete', me)
  }
  write(dirty.folder ?? '', 'only-here', 'x')
  const found = await local.tasks.prunable()
  expect([found.done.map(({ id }) => id), found.left.map(({ task }) => task.id)]).toEqual([[clean.id], [dirty.id]])
  expect(await local.tasks.prune('another', me)).toMatchObject({ error: { kind: 'changed' } })
  expect(await local.tasks.prune(found.confirm, me)).toMatchObject({ ok: true, value: { done: [{ id: clean.id }] } })
  expect(existsSync(clean.folder ?? '')).toBe(false)
  await destroy(dirty.id)
})

it('it is renamed, pinned and put away; where a task works in the project itself nothing of it is removed', async () => {
  const task = await create('sixteen', { isInWorktree: false })
  expect(task.worktree).toBeUndefined()
  expect(task.folder).toBe(repository)
  expect(await local.tasks.rename(task.id, ' A better\nname ', me)).toMatchObject({ value: { name: 'A better name' } })
  expect(await local.tasks.pin(task.id, true, me)).toMatchObject({ value: { isPinned: true } })
  expect(await local.tasks.archive(task.id, true, me)).toMatchObject({ error: { kind: 'not-now' } })
  expect(await local.tasks.type(task.id, Buffer.from('x\r'), me)).toMatchObject({ ok: true })
  await local.tasks.stop(task.id, me)
  expect(await local.tasks.archive(task.id, true, me)).toMatchObject({ value: { isArchived: true } })
  expect((await local.tasks.list()).tasks).toEqual([])
  await destroy(task.id)
  expect(existsSync(join(repository, 'README.md'))).toBe(true)
  expect(recorded).toEqual(
    expect.arrayContaining([
      'task.create done',
      'task.start done',
      'task.stop done',
      'task.remove done',
      'task.type done',
    ]),
  )
})

it('what a supervisor held that was killed is told as cut off, without anybody asking for it, and can be taken up again', async () => {
  const task = await create('seventeen', here)
  const [held] = (await terminals.supervisors()).filter(({ sessions }) => sessions.length > 0)
  expect(held?.sessions.map(({ taskId }) => taskId)).toContain(task.id)
  if (held === undefined || !signalExactly(held, 'SIGKILL')) throw new Error('It could not be killed.')
  await expect.poll(() => moved, { timeout: 10_000 }).toContain('seventeen in_progress > in_review')
  expect((await now(task.id)).run?.exit).toMatchObject({
    isClean: false,
    words: 'cut off: its supervisor is gone',
  })
  expect(await local.tasks.restart(task.id, me)).toMatchObject({ ok: true, value: { state: 'in_progress' } })
  await destroy(task.id)
})
