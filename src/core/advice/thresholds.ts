/** From which size on something is worth a word: all thresholds of all rules. What each is used for: docs/advice.md. */
import { days, minutes } from '../time/duration.ts'

export const thresholds = {
  /** How long a cache lives that is not read: https://docs.claude.com/en/docs/build-with-claude/prompt-caching */
  cacheLifetimeMs: minutes(5),
  longCacheLifetimeMs: minutes(60),
  /** Of the context before a pause: so much has to be written again. */
  writtenAgainShare: 0.9,
  /** Smaller contexts are not worth a case. */
  pauseContextTokens: 5_000,
  /** The picture begins at pauses of this length. */
  shownPauseMs: minutes(1),
  /** A result of a tool with more tokens, and carried along in so many requests behind the one that saw it first. */
  bigResultTokens: 10_000,
  bigResultCarried: 5,
  /** What would have been left of it: a head, a search, a page. */
  keptOfResultTokens: 2_000,
  /** The same part of the same file, unchanged between, in one lane and one context. */
  sameFileReads: 3,
  /** The same call with the same input, failing in a row. */
  failuresInARow: 3,
  /** A turn without a call of a tool, with less output, after a prompt of fewer characters. */
  trivialOutputTokens: 400,
  trivialPromptCharacters: 200,
  /** Compactions in one lane. */
  compactions: 3,
  /** Subagents of one session that read the same part of the same file. */
  sameReadingSubagents: 2,
  /** Of a session whose work was thrown away. */
  thrownAwayUsd: 2,
  /** A session is not judged by git as long as somebody may still commit. */
  thrownAwayAfterMs: days(1),
  /** There is no advice before. */
  enoughPrompts: 50,
  enoughMs: days(3),
} as const

/** So that one session of 200,000 lines costs neither memory nor the file in which cases are kept. */
export const limits = { responsesOfLane: 100_000, casesOfRule: 300, whatCharacters: 160, editedPaths: 200 } as const
