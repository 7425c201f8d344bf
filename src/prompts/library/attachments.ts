/** What is pasted or dropped into a prompt lies in `.context/` of the project, where its agent may read it and nothing commits it. */
import { createHash } from 'node:crypto'
import { lstat, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'

const folder = '.context'

/** Its path below the project. The same file twice is one. */
export async function keepAttachment(cwd: string, name: string, bytes: Uint8Array): Promise<Result<string, string>> {
  const dir = join(cwd, folder)
  const path = `${folder}/${nameOf(name, bytes)}`
  try {
    const made = await mkdir(dir, { recursive: true, mode: 0o700 })
    // A link would lead somewhere else.
    if (!(await lstat(dir)).isDirectory()) return err(`${dir} is no folder.`)
    if (made !== undefined) await writeFile(join(dir, '.gitignore'), '*\n', { flag: 'wx' })
    await writeFile(join(cwd, path), bytes, { flag: 'wx', mode: 0o600 })
    return ok(path)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    return code === 'EEXIST' ? ok(path) : err(`It could not be written into ${dir}: ${message}`)
  }
}

/** Of its name what is safe in a path and in a prompt, and its content, so that no other one is replaced. */
function nameOf(name: string, bytes: Uint8Array): string {
  const clean = name.replace(/^.*[/\\]/s, '').replace(/[^\w.-]+/g, '-')
  const [, stem = '', ending = ''] = /^\.*(.*?)(\.\w{1,8})?$/.exec(clean) ?? []
  const sum = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  return `${stem.slice(0, 60) || 'file'}-${sum}${ending}`
}
