/** Agents that are begun, whether this program does it or a server: the same to the letter. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownUser } from '../../src/core/audit/audit.ts'
import { err } from '../../src/core/result.ts'
import { ownFolder } from '../tools/own-folder.ts'
import { type Machine, machine, payments } from './machine.ts'
import type { Opened } from './services.contract.ts'

export function testDeploy(name: string, open: (machine: Machine) => Promise<Opened>): void {
  let given: Machine
  let opened: Opened
  let folder: string
  beforeEach(async () => {
    folder = ownFolder('tce-deploy-')
    given = machine([{ ...payments, cwd: folder }])
    opened = await open(given)
  })
  afterEach(async () => {
    await opened.close()
    await given.services.close()
  })
  const start = (request: object = {}) => opened.services.deploy.start({ folder, ...request }, ownUser('cli'))
  const lastEntry = async () => (await given.services.log.newest(1))[0]

  describe(`an agent that is begun, ${name}`, () => {
    it('gets its words one by one, in its folder, and the log says so', async () => {
      const prompt = `It's "this"; $HOME\nand that`
      expect(await start({ model: 'opus', prompt })).toEqual({
        ok: true,
        value: { message: `claude starts in ${folder}, in tmux, pane %9.` },
      })
      expect(given.state.terminal.opened).toEqual([{ argv: ['claude', '--model', 'opus', prompt], folder }])
      expect(await lastEntry()).toMatchObject({ action: 'agent.start', subject: folder, outcome: 'done' })
    })

    it('is refused where there is no terminal, with the way by hand', async () => {
      given.state.terminal.result = undefined
      const next = `in a terminal of your own: cd ${folder} && claude 'fix it'`
      expect(await start({ prompt: 'fix it' })).toMatchObject({ ok: false, error: { kind: 'no-terminal', next } })
      // What is not one line is not put into a command that is copied.
      const without = `in a terminal of your own: cd ${folder} && claude`
      expect(await start({ prompt: 'fix\nit' })).toMatchObject({ ok: false, error: { next: without } })
      given.state.terminal.result = err('tmux: no server')
      expect(await start()).toMatchObject({ ok: false, error: { kind: 'no-terminal' } })
      expect(await lastEntry()).toMatchObject({ action: 'agent.start', outcome: 'not-started' })
    })

    it.each([
      [{ agent: 'nobody' }, 'bad-request'],
      [{ model: '--dangerous' }, 'bad-request'],
      [{ prompt: '-p' }, 'bad-request'],
      [{ prompt: ' ' }, 'bad-request'],
      [{ prompt: 'a\0b' }, 'bad-request'],
      [{ agent: 'kimi', prompt: 'it takes none' }, 'bad-request'],
      [{ folder: '/no/such/folder' }, 'no-folder'],
      [{ folder: 'shop' }, 'no-folder'],
      [{ agent: 'aider' }, 'no-program'],
    ])('opens nothing for %o', async (request, kind) => {
      expect(await start(request)).toMatchObject({ ok: false, error: { kind } })
      expect(given.state.terminal.opened).toEqual([])
    })

    it('can be chosen from those that are there, in folders that are known or begin so', async () => {
      for (const one of ['Shop', 'shelf', '.hidden']) mkdirSync(join(folder, one))
      const { deploy } = opened.services
      const choices = await deploy.choices()
      expect(choices.agents.map(({ agent, isInstalled }) => [agent, isInstalled])).toEqual([
        ['claude', true],
        ['kimi', true],
        ['aider', false],
      ])
      expect([choices.where, choices.folders[0]]).toEqual(['in a new window of tmux', folder])
      expect(await deploy.foldersLike(`${folder}/sh`)).toEqual([join(folder, 'Shop'), join(folder, 'shelf')])
      expect(await deploy.foldersLike(`${folder}/`)).toEqual([join(folder, 'Shop'), join(folder, 'shelf')])
      expect(await deploy.foldersLike(`${folder}/.h`)).toEqual([join(folder, '.hidden')])
      expect(await deploy.foldersLike('shop')).toEqual([])
    })
  })
}
