/** What `tce setup` calls the instructions that agents read in every session. For the command line, which loads no agent to know it. */
export const claudeInstructions = { file: 'CLAUDE.md', setupWord: 'claude-md' } as const
export const setupWord: string = claudeInstructions.setupWord
export const setupFile: string = claudeInstructions.file
