/** Whether there is what is to be started: node-pty starts a program that is not there, too, and that ends at once with a line. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'

export function findProgram(
  name: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): string | undefined {
  if (isAbsolute(name) || /[\\/]/.test(name)) return runnable(resolve(cwd, name))
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : ['']
  return folders
    .flatMap((folder) => endings.map((ending) => join(folder, name + ending)))
    .map(runnable)
    .find((path) => path !== undefined)
}

function runnable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile() ? path : undefined
  } catch {
    return undefined
  }
}

export function isFolder(path: string): boolean {
  try {
    return isAbsolute(path) && statSync(path).isDirectory()
  } catch {
    return false
  }
}
