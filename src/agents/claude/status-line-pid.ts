/** Of the status line's environment: the process whose line it is. By itself, as every drawing waits for what is loaded. */
export const statusLinePid = 'CLAUDE_PID'
