/** Lock files of each form that is known, a few lines as their programs write them, and what is told of a change. */
import { expect, it } from 'vitest'
import { lockedPackages, packageChanges, packagesSentence } from '../../../src/core/review/lock-packages.ts'

const read = (path: string, text: string) =>
  [...(lockedPackages(path, text) ?? [])].map(([name, versions]) => `${name} ${[...versions].join(' ')}`)

it.each([
  [
    'web/package-lock.json',
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { name: 'shop', version: '1.0.0' },
        'packages/own': { version: '2.0.0' },
        'node_modules/own': { resolved: 'packages/own', link: true },
        'node_modules/@scope/a': { version: '1.0.0' },
        'node_modules/b/node_modules/@scope/a': { version: '2.1.0' },
        'node_modules/alias': { name: 'b', version: '3.0.0' },
      },
    }),
    ['@scope/a 1.0.0 2.1.0', 'b 3.0.0'],
  ],
  [
    'package-lock.json',
    JSON.stringify({
      lockfileVersion: 1,
      dependencies: { a: { version: '1.0.0', dependencies: { b: { version: '2.0.0' } } } },
    }),
    ['a 1.0.0', 'b 2.0.0'],
  ],
  [
    'yarn.lock',
    '# yarn lockfile v1\n\n\n"@babel/core@^7.0.0", "@babel/core@^7.1.0":\n  version "7.24.0"\n  resolved "https://x"\n  dependencies:\n    lodash "^4.0.0"\n\nlodash@^4.0.0:\n  version "4.17.21"\n',
    ['@babel/core 7.24.0', 'lodash 4.17.21'],
  ],
  [
    'yarn.lock',
    '__metadata:\n  version: 8\n\n"lodash@npm:^4.0.0":\n  version: 4.17.21\n  resolution: "lodash@npm:4.17.21"\n\n"shop@workspace:.":\n  version: 0.0.0-use.local\n',
    ['lodash 4.17.21'],
  ],
  [
    'pnpm-lock.yaml',
    "lockfileVersion: '9.0'\n\nimporters:\n  .:\n    dependencies:\n\npackages:\n\n  '@scope/a@1.0.0':\n    resolution: {integrity: x}\n\n  b@2.0.0(peer@1.0.0):\n    resolution: {integrity: y}\n\nsnapshots:\n\n  c@3.0.0: {}\n",
    ['@scope/a 1.0.0', 'b 2.0.0'],
  ],
  [
    'pnpm-lock.yaml',
    'packages:\n\n  /@scope/a/1.0.0:\n    dev: true\n  /b@2.0.0:\n    dev: true\n',
    ['@scope/a 1.0.0', 'b 2.0.0'],
  ],
  [
    'bun.lock',
    '{\n  "packages": {\n    "@scope/a": ["@scope/a@1.0.0", "", {}, "sha512-x"],\n  }\n}\n',
    ['@scope/a 1.0.0'],
  ],
  [
    'Cargo.lock',
    'version = 4\n\n[[package]]\nname = "serde"\nversion = "1.0.200"\nsource = "registry"\ndependencies = [\n "serde_derive",\n]\n\n[[package]]\nname = "syn"\nversion = "2.0.0"\n',
    ['serde 1.0.200', 'syn 2.0.0'],
  ],
  [
    'go.sum',
    'golang.org/x/text v0.3.0 h1:a=\ngolang.org/x/text v0.3.0/go.mod h1:b=\nx.org/y v1.0.0/go.mod h1:c=\n',
    ['golang.org/x/text v0.3.0'],
  ],
  [
    'Gemfile.lock',
    'GEM\n  remote: https://rubygems.org/\n  specs:\n    rails (7.1.0)\n      rack (>= 2)\n    rack (3.0.0)\n\nDEPENDENCIES\n  rails\n',
    ['rails 7.1.0', 'rack 3.0.0'],
  ],
  [
    'composer.lock',
    JSON.stringify({ packages: [{ name: 'a/b', version: 'v1.0' }], 'packages-dev': [{ name: 'c/d', version: '2.0' }] }),
    ['a/b v1.0', 'c/d 2.0'],
  ],
  [
    'Pipfile.lock',
    JSON.stringify({ _meta: {}, default: { flask: { version: '==3.0.0' }, own: { path: '.' } }, develop: {} }),
    ['flask 3.0.0'],
  ],
])('%s is read, form %#', (path, text, packages) => {
  expect(read(path, text)).toEqual(packages)
})

it('of a torn one, or of a form that is not known, nothing is told', () => {
  expect(lockedPackages('package-lock.json', '{"packages": {<<<<<<< HEAD')).toBeUndefined()
  expect(lockedPackages('flake.lock', '{}')).toBeUndefined()
  expect(read('package-lock.json', '[null, 1]')).toEqual([])
})

it('a change is told by package: raised, lowered, new, gone, and replaced where nobody can say which is higher', () => {
  const of = (packages: Record<string, readonly string[]>) =>
    new Map(Object.entries(packages).map(([name, versions]) => [name, new Set(versions)]))
  const changes = packageChanges(
    of({
      same: ['1'],
      up: ['1.9.0'],
      down: ['2.0.0'],
      pre: ['1.0.0-rc.1'],
      two: ['1.0.0', '2.0.0'],
      out: ['1'],
      git: ['abcdef'],
    }),
    of({
      same: ['1'],
      up: ['1.10.0'],
      down: ['1.9.9'],
      pre: ['1.0.0'],
      two: ['1.0.1', '2.0.0', '3.0.0'],
      in: ['1'],
      git: ['fedcba'],
    }),
  )
  expect(changes).toEqual([
    { name: 'down', before: '2.0.0', after: '1.9.9', change: 'lowered' },
    { name: 'git', before: 'abcdef', after: 'fedcba', change: 'replaced' },
    { name: 'in', after: '1', change: 'new' },
    { name: 'out', before: '1', change: 'gone' },
    { name: 'pre', before: '1.0.0-rc.1', after: '1.0.0', change: 'raised' },
    { name: 'two', before: '1.0.0', after: '1.0.1', change: 'raised' },
    { name: 'two', after: '3.0.0', change: 'new' },
    { name: 'up', before: '1.9.0', after: '1.10.0', change: 'raised' },
  ])
  expect(packagesSentence(changes)).toBe('8 packages changed: 3 raised, 1 lowered, 1 replaced, 2 new, 1 gone.')
  expect(packagesSentence([])).toBe('No package is another one.')
})
