/** The PATH that a terminal of its user would have: who is started by launchd, systemd or a tray has a bare one. Pure. */

type Env = Readonly<Record<string, string | undefined>>

/** Started from a terminal it has that PATH already. */
export const isFromTerminal = (env: Env): boolean => (env['TERM'] ?? 'dumb') !== 'dumb' && env['SHLVL'] !== undefined

/** Shells that take these words; undefined: another one, of which nobody knows. */
export function pathQuestion(shell: string, mark: string): readonly string[] | undefined {
  const name = shell.split('/').at(-1) ?? ''
  if (!/^(?:ba|z|k|da|fi)?sh$/.test(name)) return undefined
  // Many set it where only shells for people look: .zshrc, .bashrc.
  const how = name === 'sh' || name === 'dash' ? ['-l'] : ['-l', '-i']
  return [...how, '-c', `printf '%s%s%s' ${mark} "$PATH" ${mark}`]
}

/** What stands between the marks, whatever else a start-up file prints. */
export function pathAnswered(output: string, mark: string): string | undefined {
  const path = output.split(mark).at(-2)
  return path === undefined || !path.includes('/') || /[\0\n]/.test(path) ? undefined : path
}

/** The shell's first, then what only we have; nothing twice. */
export const joinedPath = (login: string, own: string): string =>
  [...new Set([...login.split(':'), ...own.split(':')])].filter((dir) => dir.startsWith('/')).join(':')
