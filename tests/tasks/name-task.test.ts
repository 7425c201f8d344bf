/** Names by a small model: asked once, beside the start, and whatever comes of it the task has a name. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { nameByModel } from '../../src/services/local/tasks/name-task.ts'
import { newFolder } from '../worktrees/repositories.ts'
import { done, me, taskWorld } from './a-task.ts'

const bin = newFolder()
const settings: { root: string; maxRunning: number; namingModel: string | undefined } = {
  ...{ root: join(bin, 'worktrees'), maxRunning: 6, namingModel: 'small' },
}
const world = taskWorld({ settings: () => settings })
const { desk, workshop } = world
afterAll(() => desk.close())

/** What a model that answers so calls a task whose first words are `task`. */
async function named(script: string, { patienceMs = 20_000, hasPrompt = true } = {}) {
  const backend = { command: ['true'], headless: ['/bin/sh', '-c', script, '{model}', '{prompt}'], model: null }
  done(await workshop.saveBackend('namer', backend, me))
  const { task } = await world.project()
  const one = await task({
    backend: 'namer',
    name: 'make-the-cart',
    slug: 'make-the-cart',
    prompt: hasPrompt ? 'Make the cart say what it costs' : undefined,
  })
  await nameByModel(await one.now(), desk, workshop, AbortSignal.timeout(30_000), patienceMs)
  return (await one.now()).name
}

it('are one line of its answer, without what models put around a title', async () => {
  expect(await named('echo "I thought about it."; echo "**\\"Cost of the cart\\"**."')).toBe('Cost of the cart')
})

it('are asked for with the model that is set, the question and the prompt, once', async () => {
  const asked = join(bin, 'asked')
  expect(await named(`printf '%s|%s\\n' "$0" "$1" >> ${asked}; echo Cart`)).toBe('Cart')
  expect(readFileSync(asked, 'utf8')).toMatch(
    /^small\|Name this piece of work[\s\S]*Make the cart say what it costs\n$/,
  )
})

it('stay the first words where it fails, says nothing, says too much, or takes too long', async () => {
  expect(await named('echo Cart; exit 3')).toBe('make-the-cart')
  expect(await named('true')).toBe('make-the-cart')
  expect(await named(`echo ${'word '.repeat(20)}`)).toBe('make-the-cart')
  const begunMs = performance.now()
  expect(await named("trap '' TERM; exec sleep 60", { patienceMs: 200 })).toBe('make-the-cart')
  expect(performance.now() - begunMs).toBeLessThan(20_000)
})

it('are asked of nobody where no model is set, or there is no prompt', async () => {
  const ran = join(bin, 'ran')
  expect(await named(`touch ${ran}; echo Cart`, { hasPrompt: false })).toBe('make-the-cart')
  settings.namingModel = undefined
  expect(await named(`touch ${ran}; echo Cart`)).toBe('make-the-cart')
  settings.namingModel = 'small'
  expect(existsSync(ran)).toBe(false)
})
