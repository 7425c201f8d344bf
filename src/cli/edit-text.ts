/** A text written in its user's own editor, as git asks for one: $VISUAL or $EDITOR, else the one that is always there. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { CliIo } from '../terminal/io.ts'

/** In a folder and file of its user's alone, which are gone when this returns. */
export function editText(begin: string, { env, platform }: Pick<CliIo, 'env' | 'platform'>): Result<string, string> {
  const editor = env['VISUAL'] || env['EDITOR'] || (platform === 'win32' ? 'notepad' : 'vi')
  const dir = mkdtempSync(join(tmpdir(), 'tce-prompt-'))
  const file = join(dir, 'prompt.md')
  try {
    writeFileSync(file, begin, { mode: 0o600 })
    // What stands there may have arguments and quotes: a command line of its user's.
    const { status, error } =
      platform === 'win32'
        ? spawnSync(`${editor} "${file}"`, { shell: true, stdio: 'inherit', env })
        : spawnSync('/bin/sh', ['-c', `${editor} "$@"`, editor, file], { stdio: 'inherit', env })
    if (error !== undefined || status !== 0) return err(`The editor (${editor}) did not end well: nothing was sent.`)
    return ok(readFileSync(file, 'utf8'))
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
