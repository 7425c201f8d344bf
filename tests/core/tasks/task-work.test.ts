/** Rules of what is done with a task's work: words, GitHub's answers, and which files are opened. */
import { describe, expect, it } from 'vitest'
import { mergeSteps, messageOf, titleOf } from '../../../src/core/tasks/merge-words.ts'
import { isPathBelow, whyNotOpened } from '../../../src/core/tasks/open-rules.ts'
import { forgeOf, isMergedAt, prQuery, prsIn } from '../../../src/core/tasks/pr-query.ts'
import { placesIn } from '../../../src/core/worktrees/conflict-places.ts'

describe('what a commit is called', () => {
  it('is the first line of the result, else of the prompt, else the name, in one line that fits', () => {
    expect(titleOf({ name: 'cart', prompt: 'Do it\nand more' })).toBe('Do it')
    expect(titleOf({ name: 'cart', prompt: 'Do it', result: '# Charges are idempotent.\nAll pass.' })).toBe(
      'Charges are idempotent',
    )
    expect(titleOf({ name: 'cart', prompt: '\u0000\u001b[2J' })).not.toContain('\u001b')
    expect(titleOf({ name: 'cart', prompt: 'word '.repeat(40) })).toHaveLength(70)
    expect(messageOf('All', [{ title: 'Second' }, { title: 'First' }])).toBe('All\n\n* First\n* Second')
    expect(messageOf('All', [{ title: 'First' }])).toBe('All')
  })
  it('and each step of a merge is said as it would be done', () => {
    const into = { branch: 'main', commit: 'c', path: '/shop', catchesUp: 0 }
    const open = { count: 3, names: [], addedLines: 0, removedLines: 0 }
    const test = { kind: 'tests', name: 'npm test', files: [], hash: '', isTrusted: true, hasChanged: false } as const
    expect(mergeSteps({ open, message: 'Charges\n\nwhy', conflicts: [], ahead: 2, how: 'squash', into, test })).toEqual(
      [
        'commits 3 open files: Charges',
        'merges 3 commits; tried just now, no conflict',
        'runs npm test there; undoes the merge if it fails',
      ],
    )
    expect(
      mergeSteps({
        open: { ...open, count: 0 },
        message: '',
        ahead: 1,
        how: 'rebase',
        into: { ...into, catchesUp: 4 },
      }),
    ).toEqual([
      'brings main to where the task began: 4 commits of its remote',
      'puts 1 commit on top; it could not be tried before',
    ])
  })
})

it('the places of a conflict are told by the marks that git sets, and a text that looks alike by nothing', () => {
  const text = [
    'a',
    '<<<<<<< 1a',
    'x',
    '=======',
    'y',
    'z',
    '>>>>>>> 2b',
    'b',
    '=======',
    '<<<<<<< 1a',
    'never ends',
  ].join('\n')
  expect(placesIn(text)).toEqual([{ theirs: ['x'], task: ['y', 'z'] }])
  expect(placesIn('no marks')).toBeUndefined()
  expect(placesIn(`<<<<<<< 1\n\0\n=======\n>>>>>>> 2`)).toBeUndefined()
})

it.each([
  ['git@github.com:acme/shop.git', 'github.com', 'acme/shop'],
  ['https://token@GitHub.com/acme/shop', 'github.com', 'acme/shop'],
  ['ssh://git@git.corp.example:2222/acme/my.shop.git', 'git.corp.example', 'acme/my.shop'],
  ['/home/ada/shop.git', undefined, undefined],
  ['ext::sh -c touch% x', undefined, undefined],
  ['https://github.com/acme', undefined, undefined],
])('of a remote %s the forge is told', (address, host, repository) => {
  expect(forgeOf(address)).toEqual(host === undefined ? undefined : { host, repository })
})

it('asks for many branches in one question, in which no name is part of the query, and takes what is answered', () => {
  const asked = [
    { repository: 'acme/shop', branch: 'tce/a") { x' },
    { repository: 'acme/gone', branch: 'b' },
    { repository: 'acme/shop', branch: 'draft' },
  ]
  const { query, variables } = prQuery(asked)
  expect(query).not.toContain('tce/a')
  expect(variables).toMatchObject({ o0: 'acme', n0: 'shop', b0: 'tce/a") { x', o1: 'acme', n1: 'gone' })
  const pr = {
    number: 7,
    url: 'https://github.com/acme/shop/pull/7',
    state: 'OPEN',
    isDraft: true,
    commits: { nodes: [] },
  }
  const found = prsIn(
    { data: { a0: { pullRequests: { nodes: [] } }, a1: null, a2: { pullRequests: { nodes: [pr] } } }, errors: [{}] },
    asked,
  )
  expect([...(found ?? [])]).toEqual([
    ['acme/shop draft', { url: pr.url, number: 7, state: 'draft', checks: undefined }],
  ])
  for (const wrong of [undefined, 'x', {}, { data: null }]) expect(prsIn(wrong, asked)).toBeUndefined()
  expect(prsIn({ data: { a0: { pullRequests: { nodes: [{ ...pr, url: 'javascript:x' }] } } } }, asked)?.size).toBe(0)
})

describe('a file', () => {
  const text = Buffer.from('Report')
  it.each(['run.sh', 'x.desktop', 'X.APP', 'a.command', 'a.url', 'a.js', 'a.exe. ', 'a.PY'])(
    '%s is not opened',
    (name) => {
      expect(whyNotOpened({ name, mode: 0o644, firstBytes: text })).toMatch(/would run it/)
    },
  )
  it('that is executable, a script or a program is not opened, and any other is', () => {
    expect(whyNotOpened({ name: 'a.txt', mode: 0o744, firstBytes: text })).toBe('it is executable')
    expect(whyNotOpened({ name: 'a.txt', mode: 0o644, firstBytes: Buffer.from('#!/bin/sh') })).toBe('it is a script')
    expect(whyNotOpened({ name: 'a', mode: 0o644, firstBytes: Buffer.from('\x7fELF', 'latin1') })).toBe(
      'it is a program',
    )
    for (const name of ['report.html', 'a.pdf', 'README', 'a.b.png'])
      expect(whyNotOpened({ name, mode: 0o644, firstBytes: text })).toBeUndefined()
  })
  it('is named below its folder, or not at all', () => {
    for (const path of ['../x', 'a/../../x', '/etc/passwd', 'C:\\x', '~/x', 'a\0b', '', 'a//b', '\\\\host\\x', './a'])
      expect(isPathBelow(path), path).toBe(false)
    for (const path of ['a.txt', 'a/b c.txt', '..a/b']) expect(isPathBelow(path), path).toBe(true)
  })
})

it('a branch is in its base by its forge while it stands where that merged it', () => {
  const head = 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334'
  const pr = { url: 'https://github.com/acme/shop/pull/88', state: 'merged', headCommit: head } as const
  expect([isMergedAt(pr, head), isMergedAt(pr, head.slice(0, 9)), isMergedAt(pr, 'b1b2c3d4e')]).toEqual([
    true,
    true,
    false,
  ])
  expect([isMergedAt({ ...pr, state: 'open' }, head), isMergedAt(pr, undefined), isMergedAt(undefined, head)]).toEqual([
    ...[false, false, false],
  ])
  expect(isMergedAt({ ...pr, headCommit: undefined }, head)).toBe(false)
})
