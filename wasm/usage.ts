/** What an answer cost, as its line tells it. Whatever is unusual ends in 0. */
import { countEnd, counted, isSame, word } from './json'
import { isKey, isWord, keyEnd, textEnd, valueEnd } from './keys'

const INPUT_TOKENS = word('input_tokens')
const OUTPUT_TOKENS = word('output_tokens')
const CACHE_READ = word('cache_read_input_tokens')
const CACHE_CREATION_TOKENS = word('cache_creation_input_tokens')
const CACHE_CREATION = word('cache_creation')
const SERVER_TOOL_USE = word('server_tool_use')
const EPHEMERAL_5M = word('ephemeral_5m_input_tokens')
const EPHEMERAL_1H = word('ephemeral_1h_input_tokens')
const WEB_SEARCHES = word('web_search_requests')
const ITERATIONS = word('iterations')
const SPEED = word('speed')
const FAST = word('fast')
const INFERENCE_GEO = word('inference_geo')
const US = word('us')
const ADVISOR = word('advisor_message')

export let isFast: bool = false
export let isUs: bool = false
export let input: i32 = 0
export let output: i32 = 0
export let cacheRead: i32 = 0
export let cacheCreation: i32 = 0
export let in5m: i32 = 0
export let in1h: i32 = 0
export let searches: i32 = 0

export function beginUsage(): void {
  isFast = false
  isUs = false
  input = 0
  output = 0
  cacheRead = 0
  cacheCreation = 0
  in5m = 0
  in1h = 0
  searches = 0
}

/** `at` at the brace. */
export function usageEnd(at: usize): usize {
  let seen = 0
  if (load<u8>(at + 1) === 125) return at + 2
  while (true) {
    at = keyEnd(at + 1)
    if (at === 0) return 0
    let bit = 0
    if (isKey(SPEED)) {
      bit = 1
      const end = textEnd(at)
      isFast = end !== 0 && isWord(at, end, FAST)
      at = end
    } else if (isKey(ITERATIONS)) {
      bit = 2
      at = iterationsEnd(at)
    } else if (isKey(INPUT_TOKENS)) {
      bit = 4
      at = countEnd(at)
      input = counted
    } else if (isKey(OUTPUT_TOKENS)) {
      bit = 8
      at = countEnd(at)
      output = counted
    } else if (isKey(INFERENCE_GEO)) {
      bit = 16
      const end = textEnd(at)
      isUs = end !== 0 && isWord(at, end, US)
      at = end
    } else if (isKey(CACHE_CREATION)) {
      bit = 32
      at = load<u8>(at) === 123 ? countsEnd(at) : valueEnd(at)
    } else if (isKey(SERVER_TOOL_USE)) {
      bit = 64
      at = load<u8>(at) === 123 ? countsEnd(at) : valueEnd(at)
    } else if (isKey(CACHE_READ)) {
      bit = 128
      at = countEnd(at)
      cacheRead = counted
    } else if (isKey(CACHE_CREATION_TOKENS)) {
      bit = 256
      at = countEnd(at)
      cacheCreation = counted
    } else at = valueEnd(at)
    if (at === 0 || (seen & bit) !== 0) return 0
    seen |= bit
    const byte = load<u8>(at)
    if (byte === 125) return at + 1
    if (byte !== 44) return 0
  }
}

/** Both kinds of inner counts. A name that stands in the one where it belongs to the other is for the other reader. */
function countsEnd(at: usize): usize {
  const isOfServer = isKey(SERVER_TOOL_USE)
  let seen = 0
  if (load<u8>(at + 1) === 125) return at + 2
  while (true) {
    at = keyEnd(at + 1)
    if (at === 0) return 0
    let bit = 0
    if (isKey(EPHEMERAL_5M)) {
      bit = 1
      at = isOfServer ? 0 : countEnd(at)
      in5m = counted
    } else if (isKey(EPHEMERAL_1H)) {
      bit = 2
      at = isOfServer ? 0 : countEnd(at)
      in1h = counted
    } else if (isKey(WEB_SEARCHES)) {
      bit = 4
      at = isOfServer ? countEnd(at) : 0
      searches = counted
    } else at = valueEnd(at)
    if (at === 0 || (seen & bit) !== 0) return 0
    seen |= bit
    const byte = load<u8>(at)
    if (byte === 125) return at + 1
    if (byte !== 44) return 0
  }
}

/** None with an advisor's share among them, or one that could be written with escapes. */
function iterationsEnd(at: usize): usize {
  const end = valueEnd(at)
  if (end === 0) return 0
  for (let i = at; i < end; i++) {
    const byte = load<u8>(i)
    if (byte === 92 || (byte === 97 && isSame(i, ADVISOR, load<u32>(ADVISOR - 4)))) return 0
  }
  return end
}
