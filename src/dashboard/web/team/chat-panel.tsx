/** A group: what its user said to it, what its agents wrote to one another, and what became of it. */
import { useEffect, useRef } from 'preact/hooks'
import type { ChatMessage } from '../../../core/team/chat.ts'
import { plural } from '../../../core/words/format.ts'
import { Link } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Icon } from '../parts/mark.tsx'
import { momentOf } from '../parts/time.ts'
import { ChatBox } from './chat-box.tsx'
import { chat, chatProblem, chatWith, followChat, members, readChat } from './chat-state.ts'
import { fateInWords, groupName, isWrong, whom } from './team-words.ts'

interface ChatPanelProps {
  /** One of the group. */
  readonly sessionId: string
  readonly onClose: () => void
}

export function ChatPanel({ sessionId, onClose }: ChatPanelProps) {
  useEffect(() => {
    chatWith.value = sessionId
  }, [sessionId])
  useEffect(() => {
    const stop = followChat()
    return () => {
      stop()
      chatWith.value = undefined
    }
  }, [])
  const names = members.value.map(({ name }) => name)
  return (
    <aside class="panel chat" aria-label="Group chat">
      <header class="panel-head">
        <h2 title={names.join(', ')}>
          {groupName(names)} <span class="muted">{plural(names.length, 'session')}</span>
        </h2>
        <button type="button" class="icon-btn" aria-label="Close chat" onClick={onClose}>
          <Icon name="x" />
        </button>
      </header>
      {chatProblem.value !== undefined && (
        <AskFailed what="The chat" problem={chatProblem.value} onRetry={() => void readChat(sessionId)} />
      )}
      <Messages messages={chat.value?.messages ?? []} isRead={chat.value !== undefined} />
      <ChatBox />
    </aside>
  )
}

/** The newest is in sight. */
function Messages({ messages, isRead }: { readonly messages: readonly ChatMessage[]; readonly isRead: boolean }) {
  const list = useRef<HTMLUListElement>(null)
  const shown = useRef<string | undefined>(undefined)
  const last = messages.at(-1)?.id
  useEffect(() => {
    if (shown.current === last) return
    shown.current = last
    if (list.current) list.current.scrollTop = list.current.scrollHeight
  })
  if (messages.length === 0) {
    return (
      <p class="cempty muted">
        {isRead &&
          'Nothing was said here yet. What you write goes to each as a prompt of yours; what they write to one another stands here too.'}
      </p>
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls.
    <ul class="cmsgs" ref={list} tabIndex={0} aria-label="Messages of the group">
      {messages.map((message) => (
        <Message key={message.id} message={message} />
      ))}
    </ul>
  )
}

function Message({ message }: { readonly message: ChatMessage }) {
  const isYou = message.from.sessionId === undefined
  const prompts = message.to.flatMap(({ prompt }) => prompt?.id ?? [])
  return (
    <li class={`cmsg ${isYou ? 'is-you' : ''}`}>
      <p class="c-h">
        <b>{isYou ? 'You' : message.from.name}</b> <span class="muted">{whom(message)}</span>
        <time dateTime={message.at}>{momentOf(message.at)}</time>
      </p>
      <p class="c-t">
        {message.file !== undefined && <code>{message.file}</code>} {message.text}
      </p>
      <p class={`fine ${message.to.some(isWrong) ? 'is-bad' : 'muted'}`}>
        {fateInWords(message.to)}
        {prompts.length > 0 && (
          <>
            {' · '}
            <Link to={{ screen: 'queue', query: {} }}>{prompts.join(', ')}</Link>
          </>
        )}
      </p>
    </li>
  )
}
