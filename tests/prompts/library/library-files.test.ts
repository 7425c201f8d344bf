/** Commands, files and attachments on a real disk, laid out as the genuine Claude Code 2.1.329 reads them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { promptLibrary } from '../../../src/agents/claude/prompt-library.ts'
import { keepAttachment } from '../../../src/prompts/library/attachments.ts'
import { commandsIn } from '../../../src/prompts/library/command-files.ts'
import { createProjectFiles } from '../../../src/prompts/library/project-files.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tce-library-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function lay(path: string, text: string, changedSeconds?: number): void {
  const whole = join(root, path)
  mkdirSync(dirname(whole), { recursive: true })
  writeFileSync(whole, text)
  if (changedSeconds !== undefined) utimesSync(whole, changedSeconds, changedSeconds)
}

describe('commands on disk', () => {
  const found = async () => {
    const commands = await commandsIn(promptLibrary, { configDirs: [join(root, 'home')], cwd: join(root, 'p') })
    return Object.fromEntries(commands.map(({ name, does, hint, origin }) => [name, { does, hint, kind: origin.kind }]))
  }

  it('are called after their path, skills after their folder, and tell of themselves in any form of front matter', async () => {
    lay('home/commands/pr-text.md', '---\ndescription: "Write title and text"\nargument-hint: [number]\n---\nWrite')
    lay('home/commands/sub/nested.md', '# No front matter, first line.\n\nmore')
    lay('home/skills/pr/SKILL.md', '---\nname: pr\ndescription: >-\n  A folded text\n  over two lines\n---\nX')
    lay('home/skills/hidden/SKILL.md', '---\ndescription: For the model\nuser-invocable: false\n---\nX')
    lay('home/skills/empty/other.md', 'X')
    expect(await found()).toEqual({
      '/pr-text': { does: 'Write title and text', hint: '[number]', kind: 'user' },
      '/sub:nested': { does: 'No front matter, first line.', hint: undefined, kind: 'user' },
      '/pr': { does: 'A folded text over two lines', hint: undefined, kind: 'user' },
    })
  })

  it('of a project come before those of its user, and plugins have their name in front', async () => {
    lay('home/commands/test.md', 'of the user')
    lay('p/.claude/commands/test.md', 'of the project')
    lay('plugins/design/commands/tokens.md', '---\ndescription: Tokens that nobody uses\n---\nX')
    const installed = {
      version: 2,
      plugins: { 'design@market': [{ scope: 'user', installPath: join(root, 'plugins/design') }] },
    }
    lay('home/plugins/installed_plugins.json', JSON.stringify(installed))
    expect(await found()).toEqual({
      '/test': { does: 'of the project', hint: undefined, kind: 'project' },
      '/design:tokens': { does: 'Tokens that nobody uses', hint: undefined, kind: 'plugin' },
    })
  })

  it('are none where nothing is, or what is there is no JSON', async () => {
    lay('home/plugins/installed_plugins.json', '{"half')
    expect(await found()).toEqual({})
  })
})

describe('files of a project', () => {
  const paths = async (query: string) => (await createProjectFiles()(root, query)).map(({ path }) => path)

  it('are those that changed last first, and a name that begins so before one that only has it', async () => {
    lay('src/queue/backoff.ts', '', 1_000)
    lay('src/feedback.ts', '', 3_000)
    lay('docs/back.md', '', 2_000)
    expect(await paths('')).toEqual(['src/feedback.ts', 'docs/back.md', 'src/queue/backoff.ts'])
    expect(await paths('back')).toEqual(['docs/back.md', 'src/queue/backoff.ts', 'src/feedback.ts'])
    expect(await paths('Queue/b')).toEqual(['src/queue/backoff.ts'])
    expect(await paths('sqbo')).toEqual(['src/queue/backoff.ts'])
    expect(await paths('nothing.like')).toEqual([])
  })

  it('are not what git, package managers and builds leave', async () => {
    lay('.gitignore', 'dist/\n/coverage\n*.log\n')
    lay('src/a.ts', '')
    for (const path of ['.git/config', 'node_modules/a/a.ts', 'dist/a.ts', 'coverage/a.ts']) lay(path, '')
    expect(await paths('a')).toEqual(['src/a.ts'])
  })
})

describe('what is pasted', () => {
  const bytes = Buffer.from('picture')

  it('lies in .context under a name that is safe and of its content, for its user alone, and is never committed', async () => {
    const kept = await keepAttachment(root, '../../Bild 1 ;rm.png', bytes)
    const path = kept.ok ? kept.value : kept.error
    expect(path).toMatch(/^\.context\/Bild-1-rm-[0-9a-f]{8}\.png$/)
    expect(readFileSync(join(root, path))).toEqual(bytes)
    expect(statSync(join(root, path)).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(root, '.context/.gitignore'), 'utf8')).toBe('*\n')
    expect(await keepAttachment(root, 'Bild 1 ;rm.png', bytes)).toEqual(kept)
    expect(await keepAttachment(root, '.env', bytes)).toMatchObject({
      value: expect.stringMatching(/^\.context\/env-/),
    })
  })

  it('is not written through a link', async () => {
    mkdirSync(join(root, 'elsewhere'))
    symlinkSync(join(root, 'elsewhere'), join(root, '.context'))
    expect(await keepAttachment(root, 'a.png', bytes)).toMatchObject({ ok: false })
  })
})
