/** What is looked up before somebody allows what cannot be taken back, and in which words it is said. */
import { describe, expect, it } from 'vitest'
import { lossQuestions } from '../../../src/core/waiting/loss.ts'
import type { Loss, LostChanges, LostCommits } from '../../../src/core/waiting/loss-words.ts'
import { lossInWords } from '../../../src/core/waiting/loss-words.ts'

const place = { cwd: '/home/dev/shop', homeDir: '/home/dev' }
const asked = (text: string) => lossQuestions(text, place)

describe('what is looked at', () => {
  it.each([
    [
      'git push --force origin v3.18.0 main',
      {
        kind: 'push',
        dir: '/home/dev/shop',
        remote: 'origin',
        refs: [
          { from: 'v3.18.0', to: 'v3.18.0' },
          { from: 'main', to: 'main' },
        ],
      },
    ],
    ['git push -f', { kind: 'push', dir: '/home/dev/shop', refs: [] }],
    [
      'git -C ../web push origin +topic:refs/heads/main',
      { kind: 'push', dir: '/home/dev/web', remote: 'origin', refs: [{ from: 'topic', to: 'main' }] },
    ],
    ['git push origin :old', { kind: 'push', dir: '/home/dev/shop', remote: 'origin', refs: [{ to: 'old' }] }],
    ['git push origin --delete old', { kind: 'push', dir: '/home/dev/shop', remote: 'origin', refs: [{ to: 'old' }] }],
    ['git reset --hard', { kind: 'reset', dir: '/home/dev/shop', target: 'HEAD' }],
    ['cd lib && git reset --hard HEAD~3', { kind: 'reset', dir: '/home/dev/shop/lib', target: 'HEAD~3' }],
    ['git clean -fdx', { kind: 'clean', dir: '/home/dev/shop', takesFolders: true, ignored: 'go', paths: [] }],
    [
      'git clean -fX build',
      { kind: 'clean', dir: '/home/dev/shop', takesFolders: false, ignored: 'alone', paths: ['build'] },
    ],
    ["rm -rf ../other '/tmp/a b'", { kind: 'remove', paths: ['/home/dev/other', '/tmp/a b'] }],
    ['sudo -n rm -rf ~/code 2>/dev/null', { kind: 'remove', paths: ['/home/dev/code'] }],
    ['A=b rm -r ~ > log', { kind: 'remove', paths: ['/home/dev'] }],
  ])('%s', (text, question) => {
    expect(asked(text)).toEqual([question])
  })

  it.each([
    ['rm -rf "$DIR"'],
    ['rm -rf *.log'],
    ['rm -rf {a,b}'],
    ['rm -rf ~other/x'],
    ['rm -rf $(cat list)'],
    ['rm -rf ok "$NOT"'],
    ['cd "$DIR"; rm -rf x'],
    ['git push --mirror origin'],
    ['git push -o ci.skip origin main'],
    ['git -c x=y reset --hard'],
    ['git clean -fe keep'],
    ['echo git reset --hard'],
    ["echo 'rm -rf /'"],
    ['git push origin "$BRANCH" --force'],
  ])('nothing of %s, of which the words do not tell it', (text) => {
    expect(asked(text)).toEqual([])
  })

  it('takes a path from the root where it is not known where it runs', () => {
    expect(lossQuestions('rm -rf x', { ...place, cwd: undefined })).toEqual([])
  })
})

const noon = new Date(2026, 10, 27, 12, 0).getTime()
const thursday = (hour: number, minute: number) => new Date(2026, 10, 26, hour, minute).getTime()
const none: LostCommits = { count: 0, newest: [] }
const unchanged: LostChanges = { count: 0, names: [], added: 0, removed: 0 }
const commit = (author: string, atMs: number) => ({ id: 'a41f', author, atMs, subject: 'x' })
const two: LostCommits = {
  count: 2,
  newest: [commit('Ada Kern', thursday(18, 40)), commit('Ada Kern', thursday(17, 12))],
}
const say = (loss: Loss) => lossInWords(loss, noon)

describe('what is said', () => {
  it('is whose commits a push would take from the remote, and how old that knowledge is', () => {
    const push = { kind: 'push', remote: 'origin', rewritten: ['main', 'the tag v3.18.0'], removed: [] } as const
    expect(say({ ...push, commits: two, fetchedAtMs: thursday(19, 5) })).toBe(
      'It rewrites main and the tag v3.18.0 on origin: 2 commits of Ada Kern (Thu 17:12, Thu 18:40) were there and not here when it was fetched last, Thu 19:05.',
    )
    expect(say({ ...push, commits: none })).toBe(
      'It rewrites main and the tag v3.18.0 on origin; nothing was there that is not here, as far as is known here.',
    )
    expect(say({ ...push, rewritten: [], removed: ['old'], commits: undefined })).toBe(
      'It removes old on origin; what stands there is not known here.',
    )
    const many = { count: 12, newest: [commit('Ada Kern', thursday(18, 40)), commit('Bo', noon - 90 * 86_400_000)] }
    expect(say({ ...push, rewritten: ['main'], commits: many })).toContain(
      '12 commits of Ada Kern and 1 other (the last Thu 18:40) were there',
    )
  })

  it('is what a reset throws away, or that there is nothing', () => {
    const names = ['store.ts', 'a.ts', 'b.ts', 'c.ts', 'd.ts']
    const changes = { count: 7, names, added: 70, removed: 22 }
    expect(say({ kind: 'reset', changes, commits: { ...two, count: 1, newest: two.newest.slice(0, 1) } })).toBe(
      'It throws away 7 changed files not committed (store.ts, a.ts, b.ts, c.ts and 3 more +70 −22) and 1 commit of Ada Kern (Thu 18:40) that no other branch and no remote has.',
    )
    expect(say({ kind: 'reset', changes: unchanged, commits: none })).toBe(
      'It throws away what is not committed; there is nothing at the moment.',
    )
  })

  it('is what lies there, and how much', () => {
    const folder = { path: '/x', what: 'folder', files: 412, bytes: 38_000_000, isMore: false } as const
    const places = [
      { ...folder, repository: { changes: { ...unchanged, count: 1, names: ['a.ts'], added: 1 }, commits: none } },
      { ...folder, path: '/y', isMore: true },
      { ...folder, path: '/z', what: 'nothing' },
      { ...folder, path: '/l', what: 'link' },
    ] as const
    expect(say({ kind: 'remove', places })).toBe(
      'It removes /x: 412 files, 38 MB, a repository with 1 changed file not committed (a.ts +1 −0). It removes /y: more than 412 files, 38 MB. Nothing lies at /z at the moment. It removes the link /l, not what it leads to.',
    )
  })

  it('has no character that turns or hides text', () => {
    const names = ['a\u202eb\u001b[31m.ts']
    expect(say({ kind: 'clean', count: 1, names })).not.toMatch(/[\u202e\u001b]/)
  })
})
