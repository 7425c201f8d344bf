/** The agent that gives a command of its user what it knows, alone: for what has no time to load all of them. */
export { limits as statusLineLimits } from './claude/status-line.ts'
