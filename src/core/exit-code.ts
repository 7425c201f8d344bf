/** 0 done, 1 could not, 2 wrong usage, 3 nothing matched. */
export type ExitCode = 0 | 1 | 2 | 3
export const exitCodes = { done: 0, couldNot: 1, wrongUsage: 2, nothingMatched: 3 } as const
