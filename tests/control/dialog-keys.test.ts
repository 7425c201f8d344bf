/** A dialog in a pane, answered by a key: only if it is this very question before, twice, and at the moment of the key. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { claude } from '../../src/agents/claude/index.ts'
import type { AskedCall } from '../../src/agents/dialogs.ts'
import type { FoundDialog, PaneSeen, StandingDialog } from '../../src/control/dialog-keys.ts'
import { createDialogKeys } from '../../src/control/dialog-keys.ts'

const screen = (name: string) =>
  readFileSync(join(import.meta.dirname, '../fixtures/claude/screens', `${name}.txt`), 'utf8')
const call = { tool: 'Bash', input: { command: 'touch one.txt' } }
const usual: PaneSeen = {
  ...{ tty: 'pts/6', isDead: false, isInMode: false, isInputOff: false, isSynchronized: false },
  ...{ cursor: { x: 1, y: 2 }, screen: screen('bash') },
}
const allow = { answer: 'allow', edits: 'ask' } as const

let looks: (() => Partial<PaneSeen> | undefined)[]
let pressed: string[]
let isAsSeen: boolean
let waitedMs: number
beforeEach(() => {
  looks = []
  pressed = []
  isAsSeen = true
  waitedMs = 0
})

const keys = createDialogKeys({
  panes: {
    find: async (tty) => (tty === 'pts/6' ? { id: '%7' } : undefined),
    async look() {
      const next = looks.length > 1 ? looks.shift() : looks[0]
      const seen = next === undefined ? {} : next()
      return seen === undefined ? undefined : { ...usual, ...seen }
    },
    async leaveCopyMode() {
      pressed.push('cancel')
    },
    async pressIf(_, key) {
      if (isAsSeen) pressed.push(key)
      return isAsSeen
    },
  },
  dialogsOf: (agent) => (agent === 'claude' ? claude.dialogs : undefined),
  pause: async (ms) => {
    waitedMs += ms
  },
})
const find = (calls: readonly AskedCall[] = [call], agent = 'claude') => keys.find({ agent, tty: 'pts/6' }, calls)
async function standing(): Promise<StandingDialog> {
  const found: FoundDialog | undefined = await find()
  if (found?.kind !== 'asks') throw new Error('There is no dialog.')
  return found.dialog
}
const shows = (name: string) => () => ({ screen: screen(name) })
const option = (label: string) => ({ label, description: `About ${label}` })
const questions = {
  tool: 'AskUserQuestion',
  input: {
    questions: [
      { question: 'Which colour?', header: 'Colour', multiSelect: false, options: ['Red', 'Blue'].map(option) },
      { question: 'Which parts?', header: 'Parts', multiSelect: true, options: ['Roof', 'Walls', 'Door'].map(option) },
    ],
  },
}
async function standingAs(name: string, of: AskedCall): Promise<StandingDialog> {
  looks = [shows(name)]
  const found = await find([of])
  if (found?.kind !== 'asks') throw new Error('There is no dialog.')
  return found.dialog
}
/** Why it was not taken. */
const press = async (
  dialog: StandingDialog,
  decision: Parameters<StandingDialog['press']>[0],
  leavesCopyMode = false,
) => (await dialog.press(decision, { leavesCopyMode }))?.message
const gone = () => ({ screen: '❯ ' })
const still = () => ({})

describe('a dialog in a pane', () => {
  it('is read twice, and is what the call that it shows asks', async () => {
    expect(await find()).toMatchObject({
      kind: 'asks',
      dialog: { where: 'tmux pane %7', asked: { kind: 'permission', thing: { text: 'touch one.txt' } } },
    })
    expect(waitedMs).toBe(150)
    looks = [still, () => ({ screen: screen('create-file') })]
    expect(await find()).toBeUndefined()
    looks = []
    expect(await find([call], 'codex')).toBeUndefined()
  })

  it('that no call explains, or two do, is told in its own words and takes no key', async () => {
    expect(await find([])).toMatchObject({ kind: 'unknown', text: expect.stringContaining('touch one.txt') })
    expect(await find([call, call])).toMatchObject({ kind: 'unknown' })
  })

  it('gets one key, after which it is gone', async () => {
    const dialog = await standing()
    looks = [still, still, still, still, gone]
    expect(await press(dialog, allow)).toBeUndefined()
    expect(pressed).toEqual(['1'])
  })

  it('that still stands after five seconds did not take it, and gets no second one', async () => {
    const dialog = await standing()
    expect(await press(dialog, { answer: 'deny', text: '' })).toBe(
      'Your answer did not arrive: 4 was typed into tmux pane %7, and the same question still stands after 5 s.',
    )
    expect(pressed).toEqual(['4'])
  })

  it.each([
    [
      'another question stands there',
      () => ({ screen: screen('create-file') }),
      'another question stands there, or none',
    ],
    ['none stands there', gone, 'another question stands there, or none'],
    ['the pane is gone', () => undefined, 'its pane is gone'],
    ['the pane is another terminal by now', () => ({ tty: 'pts/7' }), 'its pane is gone'],
    ['it is in copy mode', () => ({ isInMode: true }), 'tmux pane %7 is in copy mode, which would take the key'],
    ['it takes no keys', () => ({ isInputOff: true }), 'tmux pane %7 takes no keys at the moment'],
    [
      'it is synchronized',
      () => ({ isSynchronized: true }),
      'tmux pane %7 is synchronized: others would get the same key',
    ],
  ])('gets none when %s, at the first look or the second', async (_, seen, why) => {
    const dialog = await standing()
    for (const before of [[seen], [still, seen]]) {
      looks = [...before]
      expect(await press(dialog, allow)).toBe(`Nothing was typed: ${why}.`)
    }
    expect(pressed).toEqual([])
  })

  it('gets none when its screen changed between the look and the key', async () => {
    const dialog = await standing()
    isAsSeen = false
    expect(await press(dialog, allow)).toBe('Nothing was typed: its screen changed in the last moment.')
    expect([pressed, await dialog.isStanding()]).toEqual([[], true])
    looks = [gone]
    expect(await dialog.isStanding()).toBe(false)
  })

  it('in copy mode is answered where that was asked for, once it has left it', async () => {
    const dialog = await standing()
    looks = [() => ({ isInMode: true })]
    expect(await dialog.press(allow, { leavesCopyMode: false })).toMatchObject({ isInCopyMode: true })
    looks = [() => ({ isInMode: true }), still, still, still, gone]
    expect(await press(dialog, allow, true)).toBeUndefined()
    expect(pressed).toEqual(['cancel', '1'])
    looks = [() => ({ isInMode: true })]
    expect(await press(dialog, allow, true)).toMatch(/is in copy mode/)
  })

  it('of several questions gets a key on each page, and the last one where all answers stand as meant', async () => {
    const dialog = await standingAs('questions-first', questions)
    const pages = ['questions-first', 'questions-several', 'questions-several-marked', 'questions-review']
    looks = [() => ({ screen: screen(pages[pressed.length] ?? '') })]
    const answer = { answer: 'choose', choices: [['Blue'], ['Roof']] } as const
    expect(await press(dialog, answer)).toMatch(/only a part of it was marked, and none was submitted/)
    expect(pressed).toEqual(['2', '1', 'Tab'])
  })

  it('of several questions is submitted', async () => {
    const dialog = await standingAs('questions-review', questions)
    looks = [...Array.from({ length: 4 }, () => shows('questions-review')), gone]
    expect(await press(dialog, { answer: 'choose', choices: [['Blue'], ['Roof', 'Door']] })).toBeUndefined()
    expect(pressed).toEqual(['1'])
    looks = [shows('questions-several')]
    expect(await dialog.isStanding()).toBe(true)
  })
})
