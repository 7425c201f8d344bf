/** Rules of a fence become places, or stop the start. */
import { expect, it } from 'vitest'
import { claudeFence } from '../../../src/agents/claude/fence.ts'
import {
  type FencePlaces,
  type FenceSettings,
  fenceInWords,
  fenceOf,
  fenceRules,
  fencesInShort,
  whyNotHeld,
} from '../../../src/core/tasks/fence.ts'

const settings: FenceSettings = { enabled: true, denyRead: [], extraWrite: [], allowAppleEvents: false }
const places: FencePlaces = {
  homeDir: '/home/dev',
  ownDirs: ['/home/dev/.local/share/tce', '/home/dev/.config/tce', '/run/user/1/tce'],
  othersDirs: ['/home/dev/.tce/worktrees'],
  folder: '/home/dev/.tce/worktrees/shop/cart',
  commonDir: '/home/dev/code/shop/.git',
  gitOrders: ['/home/dev/code/shop/.git/config', '/home/dev/code/shop/.git/hooks'],
  agentDirs: ['/home/dev/.codex'],
  tempDirs: ['/tmp'],
}
const refusal = (more: Partial<FenceSettings>, at = places) => {
  const made = fenceRules({ ...settings, ...more }, at)
  return made.ok ? 'a fence' : made.error
}

it('keys, clouds and what is TCE’s own are always denied; only its own places may be written, and never what git obeys', () => {
  const made = fenceRules({ ...settings, denyRead: ['~/Documents/'], extraWrite: ['~/.npm', '/var/cache/x'] }, places)
  expect(made).toEqual({
    ok: true,
    value: {
      denyRead: [
        ...['/home/dev/.ssh', '/home/dev/.gnupg', '/home/dev/.aws', '/home/dev/.kube', '/home/dev/.config/gcloud'],
        ...[...places.ownDirs, ...places.othersDirs, '/home/dev/Documents'],
      ],
      allowRead: [places.folder],
      allowWrite: [places.folder, places.commonDir, '/home/dev/.codex', '/home/dev/.npm', '/var/cache/x', '/tmp'],
      denyWrite: places.gitOrders,
      allowAppleEvents: false,
    },
  })
})

it('a rule that can’t be held is named, and there is no fence without it', () => {
  for (const rule of ['Documents', '~/*.key', '/a/../b', '~other/x', '/a\nb', ' ', '/x/[ab]'])
    expect(refusal({ denyRead: [rule] })).toContain(`deny_read has “${rule}”`)
  expect(refusal({ extraWrite: ['~/.cache/*'] })).toContain('extra_write has “~/.cache/*”')
  expect(refusal({ denyRead: ['~'] })).toContain('would hide /home/dev/.tce/worktrees/shop/cart')
  expect(refusal({ denyRead: ['/home/dev/code'] })).toContain('would hide /home/dev/code/shop/.git')
  expect(refusal({ extraWrite: ['~/.ssh/known_hosts'] })).toContain('lies in /home/dev/.ssh')
  expect(refusal({ denyRead: ['~/a'], extraWrite: ['~/a/b'] })).toContain('lies in /home/dev/a')
  expect(refusal({ extraWrite: ['~/code/shop/.git/hooks/pre-commit'] })).toContain('git takes orders from')
})

it('a temporary folder with the home in it is not opened', () => {
  const made = fenceRules(settings, { ...places, tempDirs: ['/home', '/tmp'] })
  expect(made.ok && made.value.allowWrite).not.toContain('/home')
})

it('a project’s rules come beside those of all, and its switch before theirs', () => {
  const all = { ...settings, enabled: false, denyRead: ['~/a'] }
  expect(fenceOf(all, { enabled: true, denyRead: ['~/b'], extraWrite: ['~/c'] })).toEqual({
    ...{ enabled: true, denyRead: ['~/a', '~/b'], extraWrite: ['~/c'], allowAppleEvents: false },
  })
  expect(fenceOf(all, { enabled: undefined })).toEqual(all)
})

it('it holds only when something ran inside, and nothing got out', () => {
  expect(whyNotHeld({ hasRun: true, read: [], wrote: [] })).toBeUndefined()
  expect(whyNotHeld({ hasRun: false, read: [], wrote: [] })).toContain('nothing ran inside')
  expect(whyNotHeld({ hasRun: true, read: ['/k'], wrote: ['/w'] })).toBe('/k could be read, /w could be written')
})

it('Claude Code is told the same by its own words, and starts not at all without its sandbox', () => {
  const made = fenceRules({ ...settings, denyRead: ['~/Documents'] }, places)
  const [flag, json = ''] = made.ok ? claudeFence.words(made.value) : []
  const told = JSON.parse(json)
  expect(flag).toBe('--settings')
  expect(told.sandbox).toMatchObject({ enabled: true, failIfUnavailable: true, allowUnsandboxedCommands: false })
  expect(told.permissions.deny).toContain('Read(//home/dev/Documents/**)')
  expect(told.permissions.deny).toContain('Edit(//home/dev/code/shop/.git/hooks/**)')
  // Where its own folder lies it has to read.
  expect(JSON.stringify(told)).not.toContain('/home/dev/.tce/worktrees"')
})

it('is said in words', () => {
  const fence = { by: 'bubblewrap', tool: 'bubblewrap 0.8.0', isVerified: true, asksNothing: true } as const
  expect(fenceInWords(fence)).toBe('behind bubblewrap 0.8.0, tried just before it started; asks for nothing')
  expect(fencesInShort([fence])).toBe('fenced, asks for nothing')
  expect(fencesInShort([{ ...fence, asksNothing: false }, undefined, undefined])).toBe('1 of 3 fenced')
  expect(fencesInShort([undefined])).toBeUndefined()
})
