/** The figures of a review are git's own, whatever became of a file and whatever it is called. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { lookAtChanges } from '../../src/worktrees/review/look.ts'
import { openReview } from '../../src/worktrees/review/repository.ts'
import { git, newRepository } from './repositories.ts'

/** Below the folder of its case. */
interface Hand {
  put(name: string | Buffer, text: string | Buffer): void
  remove(name: string | Buffer): void
  move(from: string, to: string): void
  link(name: string, to: string): void
  mode(name: string, mode: number): void
  stage(): void
}

interface Case {
  readonly is: string
  readonly before?: (hand: Hand) => void
  readonly after: (hand: Hand) => void
}

const lines = (word: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => `${word} ${at + from}\n`).join('')

/** A file of that name of which one line went and two came. */
const called = (is: string, name: string | Buffer): Case => ({
  is,
  before: ({ put }) => put(name, lines(is, 3)),
  after: ({ put }) => put(name, `${lines(is, 2)}other\nmore\n`),
})

const cases: readonly Case[] = [
  called('a plain name', 'plain.ts'),
  called('double quotes', 'a "quoted" name.ts'),
  called('a quote', "it's.ts"),
  called('a tab', 'tab\there.ts'),
  called('a newline', 'new\nline.ts'),
  called('a folder with a newline', 'fol\nder/x.ts'),
  called('tab, quotes and newline at once', '\t"\n".ts'),
  called('a backslash', 'back\\slash\\n.ts'),
  called('a carriage return and a bell', 'cr\r bell\u0007.ts'),
  called('spaces at both ends', ' spaced '),
  called('a dash first', '-rf'),
  called('signs of a pattern', '[x]*?.ts'),
  called('a magic pathspec', ':(top,glob)**'),
  called('an arrow and braces', '{a => b}.ts'),
  called('marks, composed and not', 'é e\u0301.ts'),
  called('another script and a picture', '日本 😀.ts'),
  called('no UTF-8', Buffer.from('caf\xe9 \xff.ts', 'latin1')),
  {
    is: 'deleted, with a tab',
    before: ({ put }) => put('go\tne', lines('gone', 4)),
    after: ({ remove }) => remove('go\tne'),
  },
  {
    is: 'new and staged, with a newline',
    after: ({ put, stage }) => {
      put('ne\nw', lines('new', 5))
      stage()
    },
  },
  { is: 'new and unknown to git, with quotes', after: ({ put }) => put('"new"', lines('unknown', 6)) },
  { is: 'new without an end of its last line', after: ({ put }) => put('unended', 'one\ntwo') },
  { is: 'new and empty', after: ({ put }) => put('empty', '') },
  {
    is: 'moved, both names odd',
    before: ({ put }) => put('fr"om\t.ts', lines('moved', 30)),
    after: ({ move, stage }) => {
      move('fr"om\t.ts', 't\no.ts')
      stage()
    },
  },
  {
    is: 'moved and changed',
    before: ({ put }) => put('from', lines('moved, too', 30)),
    after: ({ move, put, stage }) => {
      move('from', 'to')
      put('to', `${lines('moved, too', 28)}last\n`)
      stage()
    },
  },
  { is: 'its mode alone', before: ({ put }) => put('run', lines('run', 2)), after: ({ mode }) => mode('run', 0o755) },
  {
    is: 'no text',
    before: ({ put }) => put('b.bin', Buffer.from([0, 1, 2])),
    after: ({ put }) => put('b.bin', Buffer.from([0, 1, 2, 10, 3])),
  },
  { is: 'new and no text', after: ({ put }) => put('n\t.bin', Buffer.from([0, 10, 10])) },
  {
    is: 'other ends of lines',
    before: ({ put }) => put('crlf', 'a\r\nb\r\nc\r\n'),
    after: ({ put }) => put('crlf', 'a\r\nb\nc\r\n'),
  },
  {
    is: 'an end of its last line',
    before: ({ put }) => put('end', 'a\nb'),
    after: ({ put }) => put('end', 'a\nb\n'),
  },
  {
    is: 'a link that leads elsewhere',
    before: ({ link }) => link('to', 'a'),
    after: ({ remove, link }) => {
      remove('to')
      link('to', 'b')
    },
  },
  {
    is: 'a file that became a link',
    before: ({ put }) => put('turned', lines('turned', 3)),
    after: ({ remove, link }) => {
      remove('turned')
      link('turned', 'elsewhere')
    },
  },
  {
    is: 'lines that look like heads of a patch',
    before: ({ put }) => put('patch', '--- a/x\n+++ b/x\n@@ -1 +1 @@\n'),
    after: ({ put }) => put('patch', '-- a/x\n++ b/x\n@@ -1 +1 @@\n-- \n'),
  },
  {
    is: 'staged, and changed once more',
    before: ({ put }) => put('both', lines('both', 3)),
    after: ({ put, stage }) => {
      put('both', lines('staged', 4))
      stage()
      put('both', lines('changed', 7))
    },
  },
  {
    is: 'all of it',
    before: ({ put }) => put('all', lines('was', 400)),
    after: ({ put }) => put('all', lines('is', 300)),
  },
]

it.runIf(process.platform === 'linux')(
  `of ${cases.length} changes each has as many files and lines as git diff --shortstat tells`,
  async () => {
    const dir = newRepository()
    const each = cases.map((one, at) => ({ ...one, hand: handIn(dir, `case-${at}`) }))
    for (const { before, hand } of each) before?.(hand)
    git(dir, 'add', '-A')
    git(dir, 'commit', '-q', '-m', 'Before')
    const base = git(dir, 'rev-parse', 'HEAD')
    for (const { after, hand } of each) after(hand)
    const repo = await openReview(dir, { name: 'main', commit: base })
    if (!repo.ok) throw new Error(repo.error.message)
    const looked = await lookAtChanges(repo.value, 'all', { marks: new Map() })
    if (!looked.ok) throw new Error(looked.error.message)
    const ours = each.map(({ is }, at) => {
      const files = looked.value.files.filter(({ name }) => name.startsWith(`case-${at}/`))
      const sum = (key: 'addedLines' | 'removedLines') => files.reduce((all, file) => all + (file[key] ?? 0), 0)
      return { is, files: files.length, added: sum('addedLines'), removed: sum('removedLines') }
    })
    // What git does not know yet it counts once it is staged.
    git(dir, 'add', '-A')
    const gits = each.map(({ is }, at) => {
      const told = git(dir, 'diff', '--cached', '-M', '--shortstat', base, '--', `case-${at}/`)
      const figure = (what: RegExp) => Number(what.exec(told)?.[1] ?? 0)
      return { is, files: figure(/(\d+) file/), added: figure(/(\d+) insertion/), removed: figure(/(\d+) deletion/) }
    })
    expect(gits.every(({ files }) => files === 1)).toBe(true)
    expect(ours).toEqual(gits)
  },
)

function handIn(dir: string, folder: string): Hand {
  const at = (name: string | Buffer) =>
    Buffer.concat([Buffer.from(`${dir}/${folder}/`), typeof name === 'string' ? Buffer.from(name) : name])
  const make = (path: Buffer) => mkdirSync(dirname(path.toString('latin1')), { recursive: true })
  return {
    put(name, text) {
      make(at(name))
      writeFileSync(at(name), text)
    },
    remove: (name) => rmSync(at(name)),
    move: (from, to) => renameSync(at(from), at(to)),
    link(name, to) {
      make(at(name))
      symlinkSync(to, at(name))
    },
    mode: (name, mode) => chmodSync(at(name), mode),
    stage: () => void execFileSync('git', ['-C', dir, 'add', '-A', folder]),
  }
}
