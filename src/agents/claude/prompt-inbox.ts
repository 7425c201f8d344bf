/**
 * Messages to a session of Claude Code by the socket that its registry entry names (`peerProtocol` 1), one line each:
 *
 *   {"msgV":1,"msg_id":"<uuid>","type":"user","message":{"role":"user","content":"<cross-session-message from="uds:…" from-name="TCE"
 *    from-mode="prompting">\n…\n</cross-session-message>"},"priority":"next","from":"uds:…","session_id":"<whom it is for>"}
 *
 * With another session's id it is dropped: that guards against `/clear`. The system tells the receiver which process wrote. Pure.
 */
import { stringOf } from '../json-fields.ts'
import { recordIn } from '../json-line.ts'
import type { PromptingInbox } from '../prompting.ts'

const tag = 'cross-session-message'

export const inbox: PromptingInbox = {
  isHeldAfter(line) {
    if (!line.includes('"permissionMode":')) return undefined
    const mode = stringOf(recordIn(line)?.['permissionMode'])
    return mode === undefined ? undefined : mode === 'bypassPermissions'
  },
  frame({ id, sessionId, text, from }) {
    // It would end, or begin, an envelope of its own.
    if (text.includes(`<${tag}`) || text.includes(`</${tag}`)) return undefined
    const address = `uds:${from}`
    if (/["<>&\n]/.test(address)) return undefined
    // The order of the attributes is fixed.
    const content = `<${tag} from="${address}" from-name="TCE" from-mode="prompting">\n${text}\n</${tag}>`
    const message = { role: 'user', content }
    const frame = { msgV: 1, msg_id: id, type: 'user', message, priority: 'next', from: address, session_id: sessionId }
    return `${JSON.stringify(frame)}\n`
  },
}
