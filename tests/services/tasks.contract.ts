/** What tasks, projects and backends answer, whether this program looks or asks a server: the same to the letter. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownUser } from '../../src/core/audit/audit.ts'
import { ownFolder } from '../tools/own-folder.ts'
import { type Machine, machine } from './machine.ts'
import type { Opened } from './services.contract.ts'

const me = ownUser('cli')

export function testTasks(name: string, open: (machine: Machine) => Promise<Opened>): void {
  let given: Machine
  let opened: Opened
  beforeEach(async () => {
    given = machine()
    opened = await open(given)
  })
  afterEach(async () => {
    await opened.close()
    await given.services.close()
  })

  describe(`tasks, ${name}`, () => {
    it('projects are added, changed and forgotten; what is wrong is said by its kind', async () => {
      const { projects } = opened.services
      const path = join(ownFolder('tce-project-'), 'Shop & Co')
      mkdirSync(path)
      expect(await projects.scan(path)).toEqual({ ok: true, value: [] })
      expect(await projects.add({ path }, me)).toMatchObject({
        ok: true,
        value: { name: 'Shop-Co', isRepository: false, origins: { path: 'set' } },
      })
      expect(await projects.add({ path }, me)).toMatchObject({
        ok: false,
        error: { kind: 'exists', next: 'tce project edit Shop-Co' },
      })
      expect(await projects.edit('Shop-Co', { backend: 'nobody' }, me)).toMatchObject({ error: { kind: 'no-backend' } })
      expect(await projects.edit('Shop-Co', { setup: 'npm ci', copy: ['.env'] }, me)).toMatchObject({
        value: { setup: 'npm ci', copy: ['.env'] },
      })
      const setup = await projects.setup('Shop-Co')
      expect(setup).toMatchObject({ ok: true, value: { command: 'npm ci', isTrusted: false, files: [] } })
      const hash = setup.ok ? (setup.value?.hash ?? '') : ''
      expect(await projects.trust('Shop-Co', hash, me)).toMatchObject({ value: { isTrusted: true } })
      expect(
        await projects.edit('Shop-Co', { setup: null, sandbox: { enabled: true, denyRead: ['~/x'] } }, me),
      ).toMatchObject({
        value: { sandbox: { enabled: true, denyRead: ['~/x'] }, origins: { sandbox: 'set' } },
      })
      expect(typeof (await projects.fence()).isAvailable).toBe('boolean')
      expect(await projects.setup('Shop-Co')).toEqual({ ok: true, value: undefined })
      expect((await projects.projects()).projects).toMatchObject([{ name: 'Shop-Co', tasks: 0 }])
      expect(await projects.choices('Shop-Co')).toMatchObject({
        value: { branches: [], models: ['opus', 'fable', 'sonnet', 'haiku'], modes: [{ mode: 'default' }, {}, {}] },
      })
      expect(await projects.choices('Shop-Co', 'nobody')).toMatchObject({ error: { kind: 'no-backend' } })
      const skills = await projects.skills({ project: 'Shop-Co', filter: 'COMPACT' })
      expect(skills).toMatchObject({ value: [{ name: '/compact', origin: { kind: 'built-in' } }] })
      const ofCodex = await projects.skills({ backend: 'codex', filter: 'no such word anywhere' })
      expect(ofCodex).toEqual({ ok: true, value: [] })
      expect(await projects.skills({ project: 'nowhere' })).toMatchObject({ error: { kind: 'no-project' } })
      expect(await projects.files('Shop-Co', 'read')).toEqual({ ok: true, value: [] })
      expect(await projects.remove('Shop-Co', me)).toMatchObject({ ok: true })
      expect(await projects.remove('Shop-Co', me)).toMatchObject({ error: { kind: 'no-project' } })
    })

    it('backends are those that TCE brings, until they are changed, and again', async () => {
      const { projects } = opened.services
      const [first] = (await projects.backends()).backends
      expect(first).toMatchObject({ name: 'claude', isSeeded: true, isDefault: true, origins: { command: 'default' } })
      expect(await projects.saveBackend('claude', { model: 'opus' }, me)).toMatchObject({
        value: { model: 'opus', origins: { model: 'set', command: 'default' } },
      })
      expect(await projects.removeBackend('claude', me)).toMatchObject({ ok: true, value: { isSeeded: true } })
      expect((await projects.backends()).backends[0]?.model).toBeUndefined()
      expect(await projects.saveBackend('mine', {}, me)).toMatchObject({ error: { kind: 'bad-request' } })
      await projects.saveBackend(
        'mine',
        { command: ['node', '-e', '0'], headless: ['node', '-e', 'console.log("ok")', '{prompt}'] },
        me,
      )
      expect(await projects.testBackend('mine', me)).toMatchObject({ value: { isWorking: true, output: 'ok' } })
      await projects.saveBackend('mine', { headless: ['node', '-e', 'process.exit(3)'] }, me)
      expect(await projects.testBackend('mine', me)).toMatchObject({
        value: { isWorking: false, message: 'Does not work: it ended with 3.' },
      })
      expect(await projects.removeBackend('mine', me)).toMatchObject({ ok: true })
    })

    it('of a task that is not there, nothing can be reviewed', async () => {
      const { taskReview } = opened.services
      const missing = { ok: false, error: { kind: 'no-task', message: 'There is no task tnone.', next: 'tce task ls' } }
      expect(await taskReview.changes('tnone')).toEqual(missing)
      expect(await taskReview.state('tnone', 'uncommitted')).toEqual(missing)
      expect(await taskReview.file('tnone', { path: 'a.ts', rows: 3 })).toEqual(missing)
      expect(await taskReview.view('tnone', { path: 'a.ts', isViewed: true })).toEqual(missing)
      expect(await taskReview.comments('tnone')).toEqual(missing)
      expect(await taskReview.comment('tnone', { path: 'a.ts', text: 'x' }, me)).toEqual(missing)
      expect(await taskReview.edit('tnone', 'c1', 'x', me)).toEqual(missing)
      expect(await taskReview.remove('tnone', 'c1', me)).toEqual(missing)
      expect(await taskReview.send('tnone', {}, me)).toEqual(missing)
    })

    it('of a task that is not there, nothing is done', async () => {
      const { tasks, taskFiles } = opened.services
      expect(await tasks.list()).toMatchObject({ tasks: [], running: 0, maxRunning: 6, counts: { pending: 0 } })
      expect(await tasks.find('tnone')).toBeUndefined()
      const missing = { ok: false, error: { kind: 'no-task', message: 'There is no task tnone.', next: 'tce task ls' } }
      expect(await tasks.stop('tnone', me)).toEqual(missing)
      expect(await tasks.why('tnone')).toEqual(missing)
      expect(await tasks.adopt({ session: 'none' }, me)).toMatchObject({
        error: { kind: 'no-session', next: 'tce sessions' },
      })
      expect(await tasks.removal('tnone')).toEqual(missing)
      expect(await tasks.remove('tnone', { confirm: 'x', copy: 'keep' }, me)).toEqual(missing)
      expect(await tasks.pin('tnone', false, me)).toEqual(missing)
      const { gitStatus, files, links, conversations } = opened.services.taskView
      for (const told of [gitStatus('tnone'), files('tnone', 'src'), links('tnone'), conversations('tnone')])
        expect(await told).toEqual(missing)
      expect(await tasks.setResult('tnone', 'x', me)).toEqual(missing)
      expect(await tasks.create({ project: 'nowhere', prompt: 'x' }, me)).toMatchObject({
        error: { kind: 'no-project' },
      })
      expect(await taskFiles.upload('tnone', { name: 'x', bytes: Buffer.from('x') }, me)).toEqual(missing)
      expect(await taskFiles.artifacts('tnone')).toEqual(missing)
      expect(await taskFiles.addArtifact('tnone', { path: 'x' }, me)).toEqual(missing)
      expect(await taskFiles.staged('tnone')).toEqual(missing)
      expect(await taskFiles.stage('tnone', 'x', me)).toEqual(missing)
      expect(await taskFiles.unstage('tnone', me)).toEqual(missing)
      expect(await tasks.removed()).toEqual([])
      const { taskWork } = opened.services
      const order = { confirm: 'x' }
      expect(await taskWork.commitLook('tnone')).toEqual(missing)
      expect(await taskWork.commit('tnone', order, me)).toEqual(missing)
      expect(await taskWork.mergeLook('tnone', 'rebase')).toEqual(missing)
      expect(await taskWork.merge('tnone', { ...order, how: 'squash' }, me)).toEqual(missing)
      expect(await taskWork.stopMerge('tnone', me)).toEqual(missing)
      expect(await taskWork.pullRequestLook('tnone')).toEqual(missing)
      expect(await taskWork.openPullRequest('tnone', { ...order, title: 'x', body: '' }, me)).toEqual(missing)
      expect(await taskWork.open('tnone', { what: 'file', path: 'x' }, me)).toEqual(missing)
      const { confirm } = await tasks.prunable()
      expect(await tasks.prune(confirm, me)).toEqual({ ok: true, value: { done: [], left: [] } })
      expect(await tasks.stopAll(me)).toEqual({ ok: true, value: { done: [], left: [] } })
    })
  })
}
