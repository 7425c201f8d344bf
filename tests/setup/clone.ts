/** Small copies of this repository's set-up, each in a folder of its own that goes with the test file. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { nodeProgram, toolchainDir } from '../../bin/node-version.js'

export const folder = mkdtempSync(join(tmpdir(), 'tce-setup-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Says hello; with any word behind it, fails on its ninth line. */
const program = `export const greeting: string = 'hello'

interface Asked {
  readonly word: string | undefined
}

function answer({ word }: Asked): string {
  if (word === undefined) return greeting
  throw new Error('a bug')
}

console.log(answer({ word: process.argv[2] }))
`

/**
 * A small repository with our set-up in it: one program of one source file, and the bundler of this one as its only package.
 * Installing everything from the registry is what .ci/run does by calling `npm test` in a fresh clone.
 */
export function makeClone(name: string): string {
  const clone = join(folder, name)
  mkdirSync(join(clone, 'src', 'app'), { recursive: true })
  for (const part of [
    'scripts',
    'bin',
    'tsconfig.json',
    'src/app/readable-stacks.ts',
    'src/runner/build-hash.ts',
    'src/core/once.ts',
  ]) {
    cpSync(part, join(clone, part), { recursive: true })
  }
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'))
  writeFileSync(
    join(clone, 'package.json'),
    JSON.stringify({ name: 'clone', version: '1.0.0', type: 'module', engines }),
  )
  const lock = { name: 'clone', version: '1.0.0', lockfileVersion: 3, requires: true }
  writeFileSync(
    join(clone, 'package-lock.json'),
    JSON.stringify({ ...lock, packages: { '': { name: 'clone', version: '1.0.0' } } }),
  )
  writeFileSync(join(clone, 'src', 'app', 'tce.ts'), program)
  return clone
}

/** The packages of this repository, as if npm had just installed them there. */
export function linkPackages(clone: string): void {
  mkdirSync(join(clone, 'node_modules'))
  symlinkSync(join(process.cwd(), 'node_modules', 'vite'), join(clone, 'node_modules', 'vite'))
  const lock = readFileSync(join(clone, 'package-lock.json'), 'utf8')
  writeFileSync(join(clone, 'node_modules', '.package-lock.json'), lock)
}

/** Stands for an old Node.js: the package asks for one that nobody has yet. */
export function makeOldClone(name: string): string {
  const clone = makeClone(name)
  const manifest = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'))
  writeFileSync(join(clone, 'package.json'), JSON.stringify({ ...manifest, engines: { node: '>=99' } }))
  return clone
}

/** What `tce` is in this clone, as if it were built. */
export function writeProgram(clone: string, source: string): void {
  mkdirSync(join(clone, 'dist', 'app'), { recursive: true })
  writeFileSync(join(clone, 'dist', 'app', 'tce.js'), source)
}

/** A shell script in the place of the Node.js that an old one brings. */
export function bringNode(clone: string, script: string): void {
  const dir = toolchainDir(clone) ?? expect.fail('no package with Node.js for this platform')
  mkdirSync(join(dir, 'bin'), { recursive: true })
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ version: '99.0.0' }))
  writeFileSync(nodeProgram(dir), `#!/bin/sh\n${script}`, { mode: 0o755 })
}
