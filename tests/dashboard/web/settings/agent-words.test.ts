import { expect, it } from 'vitest'
import { agentWords } from '../../../../src/dashboard/web/settings/agent-words.ts'
import { severalKinds } from '../../../fixtures/fleet/several-kinds.ts'

const source = (what: string, path: string, isThere = true) => ({ what, path, access: 'reads', isThere }) as const
const known = {
  sources: [
    source('Codex: rollouts', '/home/dev/.codex/sessions'),
    source('Codex: archived', '/home/dev/.codex/archived_sessions', false),
    source('pi: sessions', '/home/dev/.pi/agent/sessions', false),
    ...[1, 2, 3].map((n) => source('opencode: database', `/data/${n}`)),
  ],
  fleet: severalKinds,
  homeDir: '/home/dev',
  isOn: true,
}

it('tells how many run, of which versions, and where what is there lies', () => {
  expect(agentWords('codex', known)).toEqual({
    name: 'Codex',
    versions: '2.1.329',
    running: '2 run',
    note: '~/.codex/sessions',
  })
  expect(agentWords('opencode', known).note).toBe('/data/1, /data/2 and 1 more: Sources')
})

it('says that nothing is there, and of one that is off nothing', () => {
  expect(agentWords('pi', { ...known, fleet: undefined })).toEqual({
    ...{ name: 'pi', versions: '', running: '', note: 'Nothing of it is on this machine yet' },
  })
  expect(agentWords('codex', { ...known, isOn: false }).note).toBe('')
})

it('says in words of whom no usage is kept', () => {
  expect(agentWords('aider', known).note).toBe('Keeps no usage on disk')
})
