/** The environment of a program in a terminal of ours. Pure. */

/** By these the processes of a session are found: whatever it starts inherits them. */
export const taskMark = 'TCE_TASK_ID'
export const spawnMark = 'TCE_SPAWN'

/** Whoever runs in one of ours does not run in the one that TCE was started in. */
const otherTerminals =
  /^(?:TMUX|TMUX_PANE|STY|WINDOW|WINDOWID|ZELLIJ.*|TERM_PROGRAM.*|TERMCAP|COLUMNS|LINES|NO_COLOR|FORCE_COLOR)$/
/** What tells our own processes where things are; the agent gets what is meant for it and nothing else. */
const ours = /^(?:TCE_.*|NODE_COMPILE_CACHE|NODE_OPTIONS|NODE_CHANNEL_.*)$/

/**
 * `marks`: the names by which agents mark what they start (`childMarks`): TCE may have been started by one, and what it starts is no
 * part of that one's session.
 */
export function agentEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  marks: readonly string[],
): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !otherTerminals.test(entry[0]) && !ours.test(entry[0]) && !marks.includes(entry[0]),
  )
  return Object.fromEntries(kept)
}

export interface SessionMarks {
  readonly taskId: string
  readonly spawn: string
}

export const withTerminal = (
  env: Readonly<Record<string, string>>,
  { taskId, spawn }: SessionMarks,
): Record<string, string> => ({
  ...env,
  TERM: 'xterm-256color',
  COLORTERM: 'truecolor',
  [taskMark]: taskId,
  [spawnMark]: spawn,
})
