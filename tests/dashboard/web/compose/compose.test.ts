/** What the composer says and keeps: the promise, the verb, drafts by target, what is typed at the caret, fields and named files. */
import { describe, expect, it } from 'vitest'
import { mentionsOf, withoutMention } from '../../../../src/core/prompts/mentions.ts'
import {
  commandNameOf,
  commandsFor,
  fieldsOf,
  fillFields,
  pinnedFirst,
} from '../../../../src/core/prompts/prompt-library.ts'
import {
  besidesOf,
  lengthWords,
  promiseOf,
  stateParts,
  typedAt,
  verbFor,
} from '../../../../src/dashboard/web/compose/compose-words.ts'
import { createDrafts } from '../../../../src/dashboard/web/compose/drafts.ts'
import type { Foreseen } from '../../../../src/services/prompts.ts'

const how = 'typed into tmux pane %7 as you'
const typed: Foreseen = { starts: 'now', goes: 'now', how, as: 'you', before: [], ahead: 0, isDraining: true }

describe('the promise', () => {
  it('says when and by which way, and what delivered means', () => {
    expect(promiseOf(typed)).toBe('Typed into tmux pane %7 as you, now.')
    expect(besidesOf(typed)).toBe('Delivered means: it stands in the records of its session.')
    const queued: Foreseen = { ...typed, starts: 'idle', goes: 'when it is idle', ahead: 2, before: ['/effort high'] }
    expect(promiseOf(queued)).toBe('Typed into tmux pane %7 as you, when it is idle.')
    expect(besidesOf({ ...queued, caution: 'Look out.', isDraining: false })).toBe(
      'TCE holds it as number 4 of its queue. TCE does not serve now: it goes when it does. Look out. Delivered means: it stands in the records of its session.',
    )
  })

  it('says no place in the queue where it goes now, and does not say now where others go first', () => {
    const goes = 'when the one before it has gone'
    expect(promiseOf({ ...typed, starts: 'behind', goes, ahead: 1 })).toBe(
      'Typed into tmux pane %7 as you, when the one before it has gone.',
    )
    expect(besidesOf({ ...typed, starts: 'behind', goes, ahead: 1 })).toMatch(
      /^TCE holds it as number 2 of its queue\./,
    )
    expect(besidesOf(typed)).not.toContain('number')
  })

  it('does not say twice when a hook hands it over', () => {
    const handed = 'handed over when a turn of it ends, as feedback from a hook'
    const foreseen: Foreseen = {
      ...typed,
      starts: 'turn-end',
      goes: 'when a turn of it ends',
      how: handed,
      as: 'hook-feedback',
    }
    expect(promiseOf(foreseen)).toBe('Handed over when a turn of it ends, as feedback from a hook.')
  })

  it('is the verb of the button', () => {
    const verb = (starts: Foreseen['starts'], goes = '') => verbFor({ starts, goes }, '18:00')
    expect(verb('now', 'now')).toBe('Send')
    expect(verb('now', 'now, into its own queue')).toBe('Send on the way')
    expect(verb('behind')).toBe('Queue behind those before it')
    expect(verb('idle')).toBe('Queue until it is idle')
    expect(verb('at')).toBe('Send at 18:00')
    expect(verb('answered')).toBe('Queue until it is answered')
  })
})

describe('the line below', () => {
  it('says for whom, and what is set for them, as far as their agent can be set', () => {
    expect(stateParts(['payments-api, webhook-retries'], 1, { effort: 'high' }, ['model', 'effort'])).toEqual([
      ['To', 'payments-api, webhook-retries'],
      ['model', 'as is'],
      ['effort', 'high'],
    ])
    expect(stateParts(['a', 'b', 'c'], 2, {}, [])).toEqual([['To', '3 agents, 2 reachable']])
    expect(stateParts([], 0, {}, ['model'])).toEqual([])
  })

  it('counts characters, and about how many tokens they are', () => {
    expect([lengthWords(0), lengthWords(341)]).toEqual(['0 characters', '341 characters, about 86 tokens'])
  })
})

it('what is pinned stands first in the library, in the order of the quick bar', () => {
  const command = (name: string) => ({ name, origin: { kind: 'built-in', name: 'Claude Code' } }) as const
  const all = ['/add-dir', '/clear', '/compact'].map(command)
  expect(pinnedFirst(all, ['/compact', 'a text', '/clear']).map(({ name }) => name)).toEqual([
    '/compact',
    '/clear',
    '/add-dir',
  ])
})

describe('drafts', () => {
  const storage = () => {
    const kept = new Map<string, string>()
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    }
  }

  it('are kept for each target, whoever was added first, until they are empty', () => {
    const shared = storage()
    createDrafts(shared).write(['2:2', '1:1'], 'for both', 1)
    createDrafts(shared).write(['1:1'], 'for one', 2)
    const drafts = createDrafts(shared)
    expect(drafts.read(['1:1', '2:2'])?.text).toBe('for both')
    drafts.write(['1:1'], '', 3)
    expect(drafts.read(['1:1'])).toBeUndefined()
  })

  it('are the newest fifty, and none where what is kept is no longer JSON', () => {
    const shared = storage()
    const drafts = createDrafts(shared)
    for (let n = 0; n < 60; n += 1) drafts.write([`${n}:1`], 'text', n)
    expect([drafts.read(['9:1']), drafts.read(['10:1'])?.text]).toEqual([undefined, 'text'])
    shared.setItem('tce-drafts', '{"half')
    expect(drafts.read(['59:1'])).toBeUndefined()
  })
})

describe('what is typed', () => {
  it('behind @ is a path, at the beginning behind / a command, and an address is neither', () => {
    expect(typedAt('look at @src/qu', 15)).toEqual({ kind: 'file', query: 'src/qu', from: 9 })
    expect(typedAt('look at @src/qu here', 15)).toEqual({ kind: 'file', query: 'src/qu', from: 9 })
    expect(typedAt('/com', 4)).toEqual({ kind: 'command', query: '/com', from: 0 })
    expect(typedAt('mail me@example', 15)).toBeUndefined()
    expect(typedAt('src/com', 7)).toBeUndefined()
  })

  it('names files once each, with lines, and without the full stop behind them', () => {
    const text = 'See @src/a.ts and @src/b.ts:40-88, then @src/a.ts. Mail me@x.de (@.context/run-1a.png)'
    expect(mentionsOf(text)).toEqual(['src/a.ts', 'src/b.ts:40-88', '.context/run-1a.png'])
    expect(withoutMention('See @src/a.ts and @src/b.ts', 'src/a.ts')).toBe('See and @src/b.ts')
  })

  it('has fields, each once; one without a value stays as it is written', () => {
    const text = 'Fix {{ticket}} {{ runs }} times: {{ticket}} {{not a field}}'
    expect(fieldsOf(text)).toEqual(['ticket', 'runs'])
    expect(fillFields(text, { ticket: '$& {{runs}}', runs: '' })).toBe(
      'Fix $& {{runs}} {{ runs }} times: $& {{runs}} {{not a field}}',
    )
    expect(fillFields('{{constructor}}', {})).toBe('{{constructor}}')
  })

  it('is a command where it begins as one, and a path is none', () => {
    expect(commandNameOf('/compact keep it')).toBe('/compact')
    expect(commandNameOf('/sub:nested')).toBe('/sub:nested')
    expect(commandNameOf('/ is a sign')).toBeUndefined()
    expect(commandNameOf('say /clear')).toBeUndefined()
  })
})

it('settings become the agent’s own commands, in its order, and what it does not offer becomes none', () => {
  const offered = [
    { id: 'model', choices: [{ id: 'opus', name: 'Opus', command: '/model opus' }] },
    { id: 'effort', choices: [{ id: 'high', name: 'High', command: '/effort high' }] },
  ] as const
  expect(commandsFor({ effort: 'high', model: 'opus' }, offered)).toEqual(['/model opus', '/effort high'])
  expect(commandsFor({ model: 'sonnet', mode: 'plan' }, offered)).toEqual([])
})
