/** What a prompt can begin with, as rows. */
import { expect, it } from 'vitest'
import { skillsView } from '../../src/cli/views/skills-view.ts'
import type { PromptCommand } from '../../src/core/prompts/prompt-library.ts'
import { lineText, unicodeGlyphs } from '../../src/terminal/roles.ts'

const look = { columns: 80, glyphs: unicodeGlyphs }
const skills: readonly PromptCommand[] = [
  {
    ...{ name: '/release', hint: '[version]', does: `Makes a release ${'of all of it '.repeat(20)}` },
    origin: { kind: 'project', name: '/home/dev/shop' },
  },
  { name: '/a\u001b[31mred', origin: { kind: 'plugin', name: 'design' } },
]

it('fits 80 columns, and shows what was written on disk as text', () => {
  const rows = skillsView(skills, (path) => path.replace('/home/dev', '~'), look).map(lineText)
  expect(rows[0]).toMatch(/^NAME +FROM +WHAT IT DOES/)
  expect(rows[1]).toMatch(/^\/release \[version\] +~\/shop +Makes a release .*…$/)
  expect(rows[2]).toContain('plugin design')
  expect(rows.join('')).not.toContain('\u001b')
  expect(Math.max(...rows.map((row) => row.trimEnd().length))).toBeLessThanOrEqual(80)
})

it('says where there are none', () => {
  expect(skillsView([], String, look).map(lineText)).toEqual([`${unicodeGlyphs.none} None that TCE knows of.`])
})
