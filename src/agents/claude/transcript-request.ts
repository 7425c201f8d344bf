/** Which response a line is part of. Pure. */
import type { UsageLine } from '../../core/usage/response-line.ts'
import { type JsonRecord, stringOf } from '../json-fields.ts'

/**
 * The API gives each response an id and each request one. A relay may give all of them the same, and no request id: then the
 * client's own `requestRef` (since 2.1.241 or later, one per request, the same in copies) tells them apart. Where that stands
 * there are no side questions that replay their parent's responses, so a sidechain's are its own.
 */
export function requestOf(
  record: JsonRecord,
  messageId: string,
): Pick<UsageLine, 'messageId' | 'requestId' | 'isSidechain' | 'isNoReplay'> {
  const isSidechain = record['isSidechain'] === true
  const requestId = stringOf(record['requestId'])
  const ref = stringOf(record['requestRef'])
  const isNoReplay = ref !== undefined || undefined
  if (ref !== undefined && (requestId === undefined || isConstant(requestId))) {
    return { messageId: `${messageId} ${ref}`, requestId: ref, isSidechain, isNoReplay }
  }
  if (requestId !== undefined && isConstant(messageId)) {
    return { messageId: `${messageId} ${requestId}`, requestId, isSidechain, isNoReplay }
  }
  return { messageId, requestId: requestId ?? '', isSidechain, isNoReplay }
}

/** "relay", "chatcmpl-1": an id that has no room to differ from others. */
export const isConstant = (id: string): boolean => !/\d/.test(id) || (id.length < 16 && !/^(?:msg|req)_/.test(id))

/** Neither the message's id nor anything else in this line tells which response it is of. */
export const isNameless = (line: Pick<UsageLine, 'messageId' | 'requestId'>): boolean =>
  line.requestId === '' && isConstant(line.messageId)

/** What the model was given; the same in all lines of a response, and hardly ever in two. */
export const promptOf = (line: Pick<UsageLine, 'input' | 'cacheRead' | 'cacheWrite'>): string =>
  `${line.input}.${line.cacheRead}.${line.cacheWrite}`
