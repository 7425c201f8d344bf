import type { ModeChoice } from '../../core/tasks/permission-modes.ts'

/** Of `--permission-mode`, those in which it asks. */
export const permissionModes: readonly ModeChoice[] = [
  { mode: 'default', words: 'Ask each time' },
  { mode: 'acceptEdits', words: 'Edits without asking' },
  { mode: 'plan', words: 'Plan first' },
]
