/** All files below a folder, by their paths. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export const filesIn = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
