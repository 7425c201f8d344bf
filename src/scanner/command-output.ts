/** Runs a program of the system and gives back what it printed. */

export interface CommandOptions {
  /** Some programs say with exit code 1 that a part was not found, and print the rest (lsof). */
  readonly mayFailPartly?: boolean
  readonly timeoutMs?: number
}

export type RunCommand = (file: string, args: readonly string[], options?: CommandOptions) => Promise<string>

/** English and UTC: the parsers and the identity of a process depend on it. */
const plainEnvironment = { LC_ALL: 'C', LANG: 'C', TZ: 'UTC' }

export const runCommand: RunCommand = (file, args, { mayFailPartly = false, timeoutMs = 10_000 } = {}) =>
  new Promise((resolve, reject) => {
    const options = {
      env: { ...process.env, ...plainEnvironment },
      encoding: 'utf8',
      maxBuffer: 64_000_000,
      timeout: timeoutMs,
      windowsHide: true,
    } as const
    // Loaded by who runs one: where /proc tells, nobody does.
    const { execFile } = process.getBuiltinModule('node:child_process')
    execFile(file, [...args], options, (error, stdout) => {
      if (error === null || (mayFailPartly && typeof error.code === 'number')) resolve(stdout)
      else reject(new Error(`${file} could not be asked: ${error.message.split('\n')[0]}`, { cause: error }))
    })
  })
