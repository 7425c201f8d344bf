/** Which code this is: two supervisors of the same are the same program, whatever they are called and whenever they were installed. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { once } from '../core/once.ts'

const folders = [import.meta.dirname, join(import.meta.dirname, '../core/terminals')]

/** Of all files of the supervisor, 16 hexadecimal digits. */
export const buildHash = once((): string => {
  const hash = createHash('sha256')
  for (const folder of folders) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.[jt]s$/.test(name))
    for (const name of names.sort()) {
      hash.update(`${relative(folder, join(folder, name)).replaceAll('\\', '/')}\0`)
      hash.update(readFileSync(join(folder, name)))
    }
  }
  return hash.digest('hex').slice(0, 16)
})
