/** What goes to and comes from a task beside its prompts: files that its user gives it, files that it shows, a text that it would copy. Pure. */

import { formatBytes } from '../words/format.ts'

export const uploadFolder = '.context'
export const uploadLimits = { fileBytes: 10 * 1024 * 1024, allBytes: 50 * 1024 * 1024, files: 20 } as const
export const artifactLimits = { fileBytes: 25 * 1024 * 1024, files: 50 } as const
export const clipboardLimits = { bytes: 1024 * 1024, keptMs: 5 * 60_000 } as const

export interface UploadedFile {
  /** Below the task's folder. */
  readonly path: string
  readonly sizeBytes: number
}

export interface Artifact {
  readonly name: string
  /** Where it lay in the task's folder. */
  readonly path: string
  readonly sizeBytes: number
  /** ISO 8601. */
  readonly addedAt: string
}

/** A text that a task's agent wants copied. Nobody's clipboard is touched before its user says so. */
export interface StagedText {
  readonly text: string
  /** By the sequence OSC 52 in its terminal, or told by whoever may. */
  readonly from: 'terminal' | 'told'
  readonly at: string
  readonly until: string
}

/** What is no name on one of the systems. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i
const mostCharacters = 100

/** One plain name for a file: no folder, no control or hidden character, no leading dot, its ending kept. */
export function cleanFileName(name: string, otherwise = 'file'): string {
  const last = name.replaceAll('\\', '/').split('/').at(-1) ?? ''
  const plain = last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, '')
    .replace(/[<>:"|?*`$!;&'\s]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  const [, stem = plain, ending = ''] = /^(.+?)(\.[\p{L}\p{N}]{1,8})?$/u.exec(plain) ?? []
  const short = [...stem].slice(0, mostCharacters).join('')
  const named = short === '' || reserved.test(short) ? `${otherwise}${short === '' ? '' : `-${short}`}` : short
  return named + ending
}

/** With a number before its ending, where that name is taken. */
export function freeFileName(name: string, isTaken: (name: string) => boolean): string {
  const [, stem = name, ending = ''] = /^(.+?)(\.[^.]*)?$/.exec(name) ?? []
  for (let number = 1; ; number += 1) {
    const one = number === 1 ? name : `${stem}-${number}${ending}`
    if (!isTaken(one)) return one
  }
}

/** Small ones in bytes: one that holds something is not of “0 kB”. */
export const fileSize = (bytes: number): string => (bytes < 1_000 ? `${bytes} B` : formatBytes(bytes))

/** How a browser is told to show it; all else is kept as a file. Pages show with no right at all: no script, no form, no request. */
const shown: Readonly<Record<string, string>> = {
  ...{ html: 'text/html; charset=utf-8', htm: 'text/html; charset=utf-8', svg: 'image/svg+xml' },
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' },
  ...{ txt: 'text/plain; charset=utf-8', log: 'text/plain; charset=utf-8', md: 'text/plain; charset=utf-8' },
  ...{ json: 'text/plain; charset=utf-8', csv: 'text/plain; charset=utf-8', diff: 'text/plain; charset=utf-8' },
}

export function artifactType(name: string): { readonly type: string; readonly isShown: boolean } {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const type = Object.hasOwn(shown, ending) ? shown[ending] : undefined
  return { type: type ?? 'application/octet-stream', isShown: type !== undefined }
}
