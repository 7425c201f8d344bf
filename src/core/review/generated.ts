/** Files that nobody wrote by hand, and nobody reads line by line. Pure. */
import type { ChangedFile, FoldReason } from './review.ts'

const locks = new Set([
  ...['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb', 'deno.lock'],
  ...['Cargo.lock', 'go.sum', 'go.work.sum', 'Gemfile.lock', 'composer.lock', 'poetry.lock', 'uv.lock', 'pdm.lock'],
  ...['Pipfile.lock', 'mix.lock', 'pubspec.lock', 'Podfile.lock', 'Package.resolved', 'flake.lock', 'gradle.lockfile'],
  ...['packages.lock.json', 'paket.lock', 'conan.lock', 'Chart.lock', 'MODULE.bazel.lock', '.terraform.lock.hcl'],
])
const mostLines = 5_000
const mostBytes = 1_000_000
/** Of which a line is counted: more is not read for a list. */
export const mostCountedBytes = 4 * 1024 * 1024

type Facts = Pick<ChangedFile, 'path' | 'addedLines' | 'removedLines' | 'form' | 'bytesAfter'>

export function foldReasonOf(file: Facts, isGenerated: boolean): FoldReason | undefined {
  const { path, addedLines = 0, removedLines = 0, form, bytesAfter = 0 } = file
  if (form !== 'text') return undefined
  if (locks.has(path.slice(path.lastIndexOf('/') + 1))) return 'lock'
  if (isGenerated) return 'generated'
  if (addedLines + removedLines > mostLines) return 'long'
  return bytesAfter > mostBytes ? 'large' : undefined
}

/** Images that a browser shows and that run nothing: of what they are served as. SVG is text, and read as such. */
export const imageTypes: Readonly<Record<string, string>> = {
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' },
  ...{ avif: 'image/avif', bmp: 'image/bmp', ico: 'image/x-icon' },
}
export const imageTypeOf = (path: string): string | undefined =>
  imageTypes[path.slice(path.lastIndexOf('.') + 1).toLowerCase()]
