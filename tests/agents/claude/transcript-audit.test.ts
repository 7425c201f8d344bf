import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { TranscriptAuditor } from '../../../src/agents/claude/transcript-audit.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/claude/projects', import.meta.url))

it('knows every record and every field of the transcripts we have', () => {
  const auditor = new TranscriptAuditor()
  for (const path of globSync('**/*.jsonl', { cwd: fixtures })) {
    for (const line of readFileSync(join(fixtures, path), 'utf8').split('\n')) auditor.note(line)
  }
  const { types, lines, unreadable } = auditor.result()
  expect(unreadable).toBe(0)
  expect(types.reduce((sum, { count }) => sum + count, 0)).toBe(lines)
  expect(types.filter(({ isKnown }) => !isKnown)).toEqual([])
  expect(
    types.flatMap(({ type, fields }) => fields.filter((field) => !field.isKnown).map(({ name }) => [type, name])),
  ).toEqual([])
  expect(types.find(({ type }) => type === 'system/turn_duration')?.fields[0]?.count).toBeGreaterThan(5)
})

it('names what is new, and counts lines that are no records', () => {
  const auditor = new TranscriptAuditor()
  for (const line of [
    '{"type":"telepathy","wave":1}',
    '{"type":"user","message":{},"aura":"blue"}',
    'half a li',
    '',
    '[]',
  ]) {
    auditor.note(line)
  }
  expect(auditor.result()).toMatchObject({
    lines: 4,
    unreadable: 2,
    types: [
      {
        type: 'telepathy',
        isKnown: false,
        fields: [
          { name: 'type', isKnown: true },
          { name: 'wave', isKnown: false },
        ],
      },
      { type: 'user', isKnown: true },
    ],
  })
})
