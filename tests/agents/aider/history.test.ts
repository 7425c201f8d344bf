import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksOf } from '../../../src/agents/aider/history.ts'
import { folderIn, histories, historyName, idOf } from '../../../src/agents/aider/session-source.ts'

const history = readFileSync(new URL('../../fixtures/aider/history.md', import.meta.url), 'utf8')

describe("Aider's history", () => {
  it('tells runs, prompts, what Aider said and what was answered, in their order', () => {
    const blocks = blocksOf(history)
    expect(blocks.map(({ kind, text }) => `${kind} ${text.split('\n')[0]}`)).toEqual([
      'run aider chat started at 2026-11-20 10:00:00',
      'note /home/dev/.local/bin/aider --model gpt-6.1-sol',
      'prompt make the greeting polite',
      "answer I'll change the greeting:",
      'note Tokens: 2.1k sent, 180 received. Cost: $0.0123 message, $0.0123 session.',
      'run aider chat started at 2026-11-20 18:30:05',
      'note Aider v0.86.1',
      'prompt /run pytest',
      'note 3 passed',
      'prompt thanks',
      "answer You're welcome.",
      'note Tokens: 2.4k sent, 5 received.',
    ])
    expect(blocks[2]?.text).toBe('make the greeting polite\nand say good evening after six')
    expect(blocks[3]?.text).toMatch(/#### a line of code .*\n> and one .*\n.*\n>>>>>>> REPLACE\n```$/)
  })

  it("takes a run's time for this machine's, and only runs tell one", () => {
    const times = blocksOf(history).flatMap(({ atMs }) => atMs ?? [])
    expect(times).toEqual([new Date(2026, 10, 20, 10).getTime(), new Date(2026, 10, 20, 18, 30, 5).getTime()])
    expect(blocksOf('# aider chat started at 2026-99-99 10:00:00')).toEqual([
      { kind: 'run', text: 'aider chat started at 2026-99-99 10:00:00', atMs: undefined },
    ])
  })

  it('ends a fence that was left open with its run', () => {
    const torn = '#### go\n```\ncode\n# aider chat started at 2026-11-20 10:00:00\n#### again\n'
    expect(blocksOf(torn).map(({ kind }) => kind)).toEqual(['prompt', 'answer', 'run', 'prompt'])
  })

  it('never throws, and loses no word of whatever text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const kept = blocksOf(text).map((block) => block.text)
        expect(kept.join('').replace(/\s/g, '').length).toBeLessThanOrEqual(text.length)
      }),
    )
    expect(blocksOf('\0'.repeat(100)).map(({ text }) => text.length)).toEqual([100])
  })
})

describe('the id of a conversation', () => {
  it('tells its folder, and of two folders is not the same from its beginning on', () => {
    for (const dir of ['/home/dev/proj', 'C:\\Users\\dev\\proj', '/home/dév/日本', '/']) {
      expect(folderIn(idOf(dir))).toBe(dir)
      expect(idOf(dir)).toMatch(/^ai[0-9a-f]{6}-[\w-]+$/)
      expect(histories.sessionOf(historyName, dir)).toBe(idOf(dir))
    }
    expect(idOf('/home/dev/a').slice(0, 8)).not.toBe(idOf('/home/dev/b').slice(0, 8))
  })

  it('is no other: neither a part of one nor one that somebody made up', () => {
    const id = idOf('/home/dev/proj')
    for (const other of ['', 'aider', id.slice(0, -1), id.slice(0, 8), `ai000000${id.slice(8)}`, 'ai123456-***']) {
      expect(folderIn(other), other).toBeUndefined()
    }
    expect(histories.sessionOf('README.md', '/home/dev/proj')).toBeUndefined()
  })
})
