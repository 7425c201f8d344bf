/** Which of the places that hold a response is where it was made, as core/usage/response-merge.ts has it. */
import { floatBegan, floatChainStart } from '../src/agents/claude/scan-layout'
import { isTold, toldFloat } from './told'

const latestMs: f64 = 1e14
const mostChainStart: f64 = 1_048_575
const mostOffset: f64 = 4_294_967_295

/** By then its file has begun. */
export function originRank(isSidechain: bool, isForkedCopy: bool): f64 {
  const began = min<f64>(max<f64>(0, trunc<f64>(toldFloat(floatBegan))), latestMs)
  return ((isSidechain ? 2.0 : 0.0) + (isForkedCopy ? 1.0 : 0.0)) * 2.0 * latestMs + began
}

export function originPlace(offset: f64): f64 {
  return (
    min<f64>(isTold(floatChainStart) ? toldFloat(floatChainStart) : offset, mostChainStart) * (mostOffset + 1.0) +
    min<f64>(offset, mostOffset)
  )
}
