/**
 * 0 done, 1 could not, 2 wrong usage, or an answer is needed and nobody can be asked, 3 nothing matched, 4 answered elsewhere, so that
 * nothing was sent, 5 sent and not confirmed, 6 out of reach, 10 somebody waits (`tce waiting --exit-code` alone).
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 10
export const exitCodes = {
  done: 0,
  couldNot: 1,
  wrongUsage: 2,
  nothingMatched: 3,
  answeredElsewhere: 4,
  notConfirmed: 5,
  outOfReach: 6,
  somebodyWaits: 10,
} as const
