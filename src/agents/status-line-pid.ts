/** Of whose status line it is, for what is loaded with every drawing. */
export { statusLinePid } from './claude/status-line-pid.ts'
