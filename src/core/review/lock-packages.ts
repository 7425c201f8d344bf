/**
 * What a lock file locks, by package: so that a change of thousands of lines is told in one. Forms: package-lock.json(5) in its three versions,
 * yarn.lock of both yarns, pnpm-lock.yaml, bun.lock, Cargo.lock and others with [[package]], go.sum, Gemfile.lock, composer.lock,
 * Pipfile.lock. Pure.
 */
import { plural } from '../words/format.ts'
import { type PackageChange, type PackageChangeKind, packageChangeKinds } from './review.ts'

/** The versions of each; several of one are nothing unusual. */
export type LockedPackages = ReadonlyMap<string, ReadonlySet<string>>

type Found = readonly (readonly [name: string, version: unknown])[]
type Fields = Readonly<Record<string, unknown>>

/** @returns undefined: its form is not known here, or it is torn */
export function lockedPackages(path: string, text: string): LockedPackages | undefined {
  const read = readers[path.slice(path.lastIndexOf('/') + 1)]
  try {
    return read && grouped(read(text))
  } catch {
    return undefined
  }
}

function grouped(found: Found): LockedPackages {
  const packages = new Map<string, Set<string>>()
  for (const [name, version] of found) {
    if (name === '' || typeof version !== 'string' || version === '') continue
    packages.set(name, (packages.get(name) ?? new Set()).add(version))
  }
  return packages
}

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

function npm(text: string): Found {
  const { packages, dependencies } = fieldsOf(JSON.parse(text))
  if (packages === undefined) return oldNpm(dependencies)
  return Object.entries(fieldsOf(packages)).flatMap(([place, value]) => {
    const { version, link, name } = fieldsOf(value)
    // What lies outside of node_modules is the repository's own.
    const from = place.lastIndexOf('node_modules/')
    if (from < 0 || link === true) return []
    return [[typeof name === 'string' ? name : place.slice(from + 'node_modules/'.length), version]] as const
  })
}

const oldNpm = (dependencies: unknown): Found =>
  Object.entries(fieldsOf(dependencies)).flatMap(([name, value]) => {
    const { version, dependencies: inner } = fieldsOf(value)
    return [[name, version] as const, ...oldNpm(inner)]
  })

const composer = (text: string): Found => {
  const all = fieldsOf(JSON.parse(text))
  return ['packages', 'packages-dev'].flatMap((key) =>
    (Array.isArray(all[key]) ? (all[key] as unknown[]) : []).map((one) => {
      const { name, version } = fieldsOf(one)
      return [String(name ?? ''), version] as const
    }),
  )
}

const pipfile = (text: string): Found => {
  const all = fieldsOf(JSON.parse(text))
  return ['default', 'develop'].flatMap((key) =>
    Object.entries(fieldsOf(all[key])).map(([name, value]) => {
      const { version } = fieldsOf(value)
      return [name, typeof version === 'string' ? version.replace(/^==/, '') : undefined] as const
    }),
  )
}

/** `"@babel/core@^7.0.0", "@babel/core@^7.1.0":`, and its version in the lines below. */
function yarn(text: string): Found {
  let name = ''
  return text.split('\n').flatMap((line) => {
    if (/^["\w@].*:\r?$/.test(line)) name = /^"?(@?[^@"]+)@/.exec(line)?.[1] ?? ''
    const version = /^ {2}version:? "?([^"\s]+)"?/.exec(line)?.[1]
    // Berry's first entry is about the file, and those of its own workspaces have no version of theirs.
    return version === undefined || version === '0.0.0-use.local' ? [] : [[name, version] as const]
  })
}

/** Keys of `packages:`, as `/name/1.2.3`, `/name@1.2.3(peer@1)` or `'@scope/name@1.2.3'`. */
function pnpm(text: string): Found {
  let isInside = false
  return text.split('\n').flatMap((line) => {
    if (/^\S/.test(line)) isInside = line.startsWith('packages:')
    const key = isInside ? /^ {2}['"]?\/?([^'"\s][^'"]*?)['"]?:/.exec(line)?.[1]?.replace(/\(.*$/, '') : undefined
    const [, name, version] = /^(@?[^@]+?)[@/]((?:\d|https?:|file:|git)[^/]*.*)$/.exec(key ?? '') ?? []
    return name === undefined ? [] : [[name, version] as const]
  })
}

const bun = (text: string): Found =>
  [...text.matchAll(/^ {4}"[^"]+": \["(@?[^@"]+)@([^"]+)"/gm)].map(([, name = '', version]) => [name, version] as const)

/** Cargo's, Poetry's, uv's, PDM's: a table each. */
const tables = (text: string): Found =>
  text
    .split(/^\[\[package\]\]\r?$/m)
    .slice(1)
    .map((table) => {
      const field = (key: string) => new RegExp(`^${key} = "([^"]*)"`, 'm').exec(table)?.[1]
      return [field('name') ?? '', field('version')] as const
    })

/** Of a module that is only looked at its go.mod alone is there. */
const go = (text: string): Found =>
  text.split('\n').flatMap((line) => {
    const [name = '', version = ''] = line.split(' ')
    return version === '' || version.endsWith('/go.mod') ? [] : [[name, version] as const]
  })

const gems = (text: string): Found =>
  [...text.matchAll(/^ {4}([^\s(]+) \(([^)]+)\)\r?$/gm)].map(([, name = '', version]) => [name, version] as const)

const readers: Readonly<Record<string, (text: string) => Found>> = {
  ...{
    'package-lock.json': npm,
    'npm-shrinkwrap.json': npm,
    'yarn.lock': yarn,
    'pnpm-lock.yaml': pnpm,
    'bun.lock': bun,
  },
  ...{ 'Cargo.lock': tables, 'poetry.lock': tables, 'uv.lock': tables, 'pdm.lock': tables },
  ...{ 'go.sum': go, 'go.work.sum': go, 'Gemfile.lock': gems, 'composer.lock': composer, 'Pipfile.lock': pipfile },
}

/** In the order of their names. Of several versions of one the lowest that went is told beside the lowest that came. */
export function packageChanges(before: LockedPackages, after: LockedPackages): readonly PackageChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted()
  return names.flatMap((name) => {
    const [was, is] = [before.get(name) ?? new Set<string>(), after.get(name) ?? new Set<string>()]
    const gone = [...was].filter((version) => !is.has(version)).toSorted(compareVersions)
    const came = [...is].filter((version) => !was.has(version)).toSorted(compareVersions)
    return Array.from({ length: Math.max(gone.length, came.length) }, (_, at): PackageChange => {
      const [from, to] = [gone[at], came[at]]
      return { name, before: from, after: to, change: kindOf(from, to) }
    })
  })
}

function kindOf(before: string | undefined, after: string | undefined): PackageChangeKind {
  if (before === undefined || after === undefined) return before === undefined ? 'new' : 'gone'
  // A commit or an address is neither higher nor lower than another.
  if (!isNumbered(before) || !isNumbered(after)) return 'replaced'
  return compareVersions(before, after) < 0 ? 'raised' : 'lowered'
}

const isNumbered = (version: string) => /^v?\d+(?:\.\d+)*(?:[-+.]|[a-z]|$)/i.test(version)

/** By numbers; what stands behind a hyphen comes before the same without it (semver.org, 11). */
function compareVersions(a: string, b: string): number {
  const parts = (version: string) => {
    const [main = '', ...rest] = version.replace(/^v/, '').replace(/\+.*$/, '').split('-')
    return { main, rest: rest.join('-') }
  }
  const [one, other] = [parts(a), parts(b)]
  const byMain = one.main.localeCompare(other.main, 'en', { numeric: true })
  if (byMain !== 0) return byMain
  if (one.rest === '' || other.rest === '') return Number(one.rest === '') - Number(other.rest === '')
  return one.rest.localeCompare(other.rest, 'en', { numeric: true })
}

/** `14 packages changed: 9 raised, 4 new, 1 gone.` */
export function packagesSentence(changes: readonly PackageChange[]): string {
  if (changes.length === 0) return 'No package is another one.'
  const parts = packageChangeKinds.flatMap((kind) => {
    const count = changes.filter(({ change }) => change === kind).length
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${kind}`]
  })
  return `${plural(changes.length, 'package')} changed: ${parts.join(', ')}.`
}
