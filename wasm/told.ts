/** Words and floats by which caller and scanner tell each other what stands in no table. */
import { toldAt } from '../src/agents/claude/scan-layout'

export function toldWord(index: i32): i32 {
  return load<i32>(toldAt + index * 4)
}

export function setWord(index: i32, value: i32): void {
  store<i32>(toldAt + index * 4, value)
}

export function toldFloat(index: i32): f64 {
  return load<f64>(toldAt + index * 8)
}

/** A float that is no NaN. */
export function isTold(index: i32): bool {
  const value = toldFloat(index)
  return value <= 0 || value > 0
}

export function setFloat(index: i32, value: f64): void {
  store<f64>(toldAt + index * 8, value)
}

/** A text in a table. */
export function setText(at: usize, from: usize, bytes: usize, isEscaped: bool): void {
  store<i32>(at, bytes === 0 ? 0 : <i32>from)
  store<i32>(at + 4, bytes === 0 ? 0 : isEscaped ? -(<i32>(from + bytes)) : <i32>(from + bytes))
}

export function textBytes(at: usize): usize {
  return <usize>abs<i32>(load<i32>(at + 4)) - <usize>load<u32>(at)
}
