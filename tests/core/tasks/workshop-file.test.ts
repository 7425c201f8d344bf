/** Projects and backends of config.toml, with the keys of Argus. */
import { expect, it } from 'vitest'
import { layered, readWorkshop } from '../../../src/core/tasks/workshop-file.ts'

it('takes what Argus wrote, and says what asks for a fence that there is not', () => {
  const read = readWorkshop(
    {
      defaults: { backend: 'claude', permission_mode: 'bypass-active', share_project: 'argus' },
      backends: { claude: { command: 'claude --verbose', prompt_flag: '', model: '' } },
      projects: { argus: { path: '/code/argus', branch: 'master', sandbox: { enabled: true, denyread: ['~/.ssh'] } } },
      ui: { theme: 'default' },
    },
    'config.toml',
  )
  expect(read.projects.get('argus')).toEqual({
    ...{ path: '/code/argus', branch: 'master' },
    sandbox: { enabled: true, denyRead: ['~/.ssh'] },
  })
  expect(read.backends.get('claude')).toEqual({ command: ['claude', '--verbose'], promptFlag: '' })
  expect([read.backend, read.mode, [...read.unread]]).toEqual(['claude', undefined, []])
  expect(read.problems).toEqual([expect.stringContaining('defaults.permission_mode is "bypass-active"')])
  const defaults = { permission_mode: 'bypass-active' }
  expect(readWorkshop({ sandbox: { enabled: true }, defaults }, 'f').mode).toBe('bypassPermissions')
  // A fence that is not understood is none that is left out.
  for (const sandbox of [{ enabled: 'yes' }, { deny_read: '~/.ssh' }, { denyRead: [] }, 7])
    expect([...readWorkshop({ projects: { a: { path: '/a', sandbox } } }, 'f').unread]).toEqual(['a'])
})

it('names what is no key, no name and no value, and goes on with the rest', () => {
  const read = readWorkshop(
    {
      projects: {
        shop: { paht: '/x', path: 7, copy: ['.env', 1], setup: 'npm ci' },
        'a/b': { path: '/x' },
        odd: 'text',
      },
      backends: { '-x': {}, mine: { command: [], env: { A: 1 }, resume: 'mine -r "{session}"' } },
    },
    'f',
  )
  expect(read.projects).toEqual(new Map([['shop', { setup: 'npm ci' }]]))
  expect(read.backends).toEqual(new Map([['mine', { command: [], resume: ['mine', '-r', '{session}'] }]]))
  expect(read.problems).toEqual([
    'f: “projects.odd” is no table. Right: [projects.odd].',
    'f: “projects.shop.paht” is not a setting. Allowed here: path, branch, base, backend, setup, test, copy, sandbox.',
    'f: projects.shop.path is 7. Allowed: the path of a folder.',
    'f: projects.shop.copy is [".env",1]. Allowed: a list of names.',
    'f: “a/b” can’t be the name of a project: letters, digits and . _ - can.',
    'f: “-x” can’t be the name of a backend: letters, digits and . _ - can.',
    'f: backends.mine.env is {"A":1}. Allowed: a table of texts.',
  ])
  for (const wrong of [undefined, 7, [], { projects: [], backends: 'x', defaults: 1 }])
    expect(readWorkshop(wrong, 'f').projects.size).toBe(0)
})

it('wins key by key, and says where each value is from', () => {
  expect(
    layered<{ a: string; b: string; c: string }>([
      ['default', { a: '1', b: '1', c: '1' }],
      ['set', { b: '2', c: '2' }],
      ['file', { c: '3' }],
    ]),
  ).toEqual({ fields: { a: '1', b: '2', c: '3' }, origins: { a: 'default', b: 'set', c: 'file' } })
})
