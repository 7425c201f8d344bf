/**
 * Terminals that are no way, and why: by them nothing can go in without Enter, nobody sees what is there before it, or nobody may ask. What
 * was tried of each is told in docs/prompts.md. Pure.
 */
import type { OsProcess } from '../../../core/process/process.ts'
import { terminalProgram } from '../../../core/process/users-own.ts'

/** By what their programs are called; said after "TCE can’t type into pts/9, ". */
const closedTerminals: Readonly<Record<string, string>> = {
  screen:
    'which is in GNU screen: what that tells of a window may be older than what is there, so that a dialog could be answered unseen',
  terminal:
    'which is a tab of Terminal: whatever that writes for another program ends with Return, so that nobody could look at it before',
  kitty:
    'which is in kitty: that can be asked where it has allow_remote_control and listen_on, and TCE was started in it',
  tmux: 'which is in a tmux whose socket is not where TCE looks: TMUX_TMPDIR is another one there',
  sshd: 'which was opened by ssh: in a tmux there TCE could type',
  zellij: 'which is in zellij: that can be asked from 0.44 on, on Linux, where it is sure which of its panes this is',
}

/** Of the terminal that a process runs in, found among its parents; undefined where it is none that is known by name. */
export function whyClosed(ancestors: readonly Pick<OsProcess, 'name' | 'exePath'>[]): string | undefined {
  const host = ancestors.map(terminalProgram).find((program) => program !== undefined)
  return host && (closedTerminals[host] ?? `which is in ${host}, a terminal that it knows no way into`)
}
