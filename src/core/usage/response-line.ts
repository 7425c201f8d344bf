/** What one record tells of a model's response. Agents decode it, the ledger merges it. Pure. */

/**
 * The request id of what says that the requests of a session are told one by one: lines of the same message id, which sum several of them
 * up, do not count then. It is no response itself.
 */
export const toldOneByOne = 'told one by one'

/** What decides the cost of a response, besides its model. */
export interface BilledUsage {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  /** All cache writes, and those of them that live an hour. */
  readonly cacheWrite: number
  readonly cacheWrite1h: number
  readonly webSearches: number
  readonly isFast: boolean
  readonly isUsInference: boolean
  /** What the agent itself says that it cost; kept beside ours, never instead. */
  readonly reportedCostUsd?: number | undefined
}

/**
 * One line of an API response; the response may have many (one per content block, copies in forks and side questions).
 * Source: {"type":"assistant","message":{"id":"msg_…","model":"…","usage":{"input_tokens":12,…}},"requestId":"req_…","isSidechain":false,…}
 */
export interface UsageLine extends BilledUsage {
  /** `message.id`; for a line without, what else is the same in all its copies. */
  readonly messageId: string
  /** Empty where a gateway gave none. */
  readonly requestId: string
  readonly isSidechain: boolean
  /** Its request id is its own, on a sidechain too. */
  readonly isNoReplay?: boolean | undefined
  /** The line says that it was copied from another session. */
  readonly isForkedCopy: boolean
  readonly sessionId: string | undefined
  readonly agentId: string | undefined
  readonly cwd: string | undefined
  readonly branch: string | undefined
  readonly atMs: number | undefined
  readonly model: string | undefined
}
