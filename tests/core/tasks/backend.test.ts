/** What a backend's command becomes for a task. */
import { describe, expect, it } from 'vitest'
import { seededBackends } from '../../../src/agents/backends.ts'
import { agents } from '../../../src/agents/index.ts'
import {
  type Backend,
  forkArguments,
  headlessArguments,
  isBypass,
  resumeArguments,
  startArguments,
  wantsPort,
  wordsOf,
} from '../../../src/core/tasks/backend.ts'

const words = (backend: Partial<Backend>, launch: Parameters<typeof startArguments>[1]) => {
  const made = startArguments({ name: 'x', command: ['x'], ...backend }, launch)
  return made.ok ? made.value.slice(1) : made.error
}

describe('a start', () => {
  it('fills placeholders, and leaves out a word that stays empty with the option before it', () => {
    const command = ['x', '--model', '{model}', '--mode={mode}', '-v', '{prompt}']
    expect(words({ command }, { prompt: 'do it', model: 'm', mode: 'plan' })).toEqual([
      '--model',
      'm',
      '--mode=plan',
      '-v',
      'do it',
    ])
    expect(words({ command }, { prompt: 'do it' })).toEqual(['-v', 'do it'])
    expect(words({ command: ['x', '-c', 'echo $0', '{prompt}'] }, {})).toEqual(['-c', 'echo $0'])
  })

  it('appends what has an option, the task before what is usual', () => {
    const backend = {
      modelFlag: '--model',
      model: 'usual',
      modeFlag: '--mode=',
      mode: 'default',
      sessionFlag: '-s',
      promptFlag: '-i',
    }
    expect(words(backend, { prompt: 'p', session: 'id' })).toEqual([
      '--model',
      'usual',
      '--mode=default',
      '-s',
      'id',
      '-i',
      'p',
    ])
    expect(words(backend, { model: 'other' })).toEqual(['--model', 'other', '--mode=default'])
  })

  it('says what it can not be given, and passes over what is only usual', () => {
    expect(words({}, { model: 'm' })).toBe('x takes no model.')
    expect(words({}, { prompt: 'p' })).toBe('x takes no prompt with its start: leave it out, and send it then.')
    expect(words({ model: 'usual' }, { session: 'id' })).toEqual([])
  })

  it('a last word is neither a command nor an option of the program', () => {
    expect(words({ promptFlag: '' }, { prompt: 'update' })).toEqual(['update '])
    expect(words({ promptFlag: '' }, { prompt: '--help me' })).toEqual([' --help me'])
    expect(words({ promptFlag: '' }, { prompt: '$(rm -r x); `y`' })).toEqual(['$(rm -r x); `y`'])
  })
})

it('a session is taken up as its agent wants it, and never an option', () => {
  const backend = { name: 'x', command: ['x'], resume: ['x', '--resume={session}'] }
  expect(resumeArguments(backend, 'abc')).toEqual({ ok: true, value: ['x', '--resume=abc'] })
  const withMode = { ...backend, resume: ['x', '{session}', '--in', '{mode}'], modeFlag: '--mode' }
  expect(resumeArguments(withMode, 'abc', { mode: 'plan' })).toEqual({ ok: true, value: ['x', 'abc', '--in', 'plan'] })
  expect(resumeArguments(backend, '--help')).toMatchObject({ ok: false })
  expect(resumeArguments({ ...backend, resume: undefined }, 'abc')).toMatchObject({ ok: false })
})

it('a window that is to serve gets its port at each start, and none where there is none', () => {
  const backend = {
    ...{ name: 'x', command: ['x', '--port', '{port}'], promptFlag: '-p' },
    ...{ resume: ['x', '-s', '{session}', '--port={port}'], fork: ['x', '-f', '{session}', '--port', '{port}'] },
  }
  expect(wantsPort(backend)).toBe(true)
  expect(wantsPort({ name: 'x', command: ['x', '--port', '4096'] })).toBe(false)
  expect(words(backend, { prompt: 'do it', port: '40123' })).toEqual(['--port', '40123', '-p', 'do it'])
  expect(words(backend, { prompt: 'do it' })).toEqual(['-p', 'do it'])
  expect(resumeArguments(backend, 'abc', { port: '40123' })).toMatchObject({
    value: ['x', '-s', 'abc', '--port=40123'],
  })
  expect(forkArguments(backend, 'abc', { port: '40123' })).toMatchObject({
    value: ['x', '-f', 'abc', '--port', '40123'],
  })
  expect(forkArguments(backend, 'abc', {})).toMatchObject({ value: ['x', '-f', 'abc'] })
})

it('those that TCE brings start, are taken up and tested as their agents are known to be', () => {
  const seeds = new Map(seededBackends(Object.values(agents)).map((backend) => [backend.name, backend]))
  expect(seeds.size).toBe(Object.keys(agents).length)
  const claude = seeds.get('claude')
  if (claude === undefined) throw new Error('none')
  expect(startArguments(claude, { prompt: 'Fix it', session: 'u-1' })).toEqual({
    ok: true,
    value: ['claude', '--permission-mode', 'default', '--session-id', 'u-1', 'Fix it'],
  })
  // In its usual mode: Claude Code would come back in another.
  const resumed = ['claude', '--resume', 'u-1', '--permission-mode', 'default']
  expect(resumeArguments(claude, 'u-1')).toEqual({ ok: true, value: resumed })
  expect(forkArguments(claude, 'u-1', { session: 'u-2', prompt: 'go on', mode: 'plan', model: 'opus' })).toEqual({
    ok: true,
    value: [
      ...['claude', '--resume', 'u-1', '--fork-session', '--model', 'opus', '--permission-mode', 'plan'],
      ...['--session-id', 'u-2', 'go on'],
    ],
  })
  expect(forkArguments({ ...claude, fork: undefined }, 'u-1', {})).toMatchObject({ ok: false })
  expect(forkArguments(claude, '--help', {})).toMatchObject({ ok: false })
  expect(headlessArguments(claude, 'Say ok.')).toEqual({ ok: true, value: ['claude', '-p', 'Say ok.'] })
  const resumes = [...seeds.values()].map(({ name, resume }) => [name, resume?.join(' ')])
  expect(Object.fromEntries(resumes)).toMatchObject({
    ...{
      codex: 'codex resume {session}',
      copilot: 'copilot --resume={session}',
      opencode: 'opencode -s {session} --port {port}',
    },
    aider: undefined,
  })
  for (const { mode } of seeds.values()) expect(mode === undefined || !isBypass(mode)).toBe(true)
})

it('words of a text are parted by blanks, kept by quotes, and mean nothing else', () => {
  expect(wordsOf(`a  "b c" 'd "e' f\\ g $HOME \`x\` "" h'i'j`)).toEqual([
    'a',
    'b c',
    'd "e',
    'f g',
    '$HOME',
    '`x`',
    '',
    'hij',
  ])
})
