/** Queries to begin with, and what the language has. */
import { Link } from '../navigation.tsx'

const starts: readonly (readonly [string, string])[] = [
  ['Errors and warnings', 'level:warn,error'],
  ['Waiting for you', 'source:tce type:agent.waiting'],
  ['Agents that ended', 'source:tce type:agent.ended,agent.killed'],
  ['Permission prompts', 'hook:PermissionRequest'],
  ['Tools that failed', 'hook:PostToolUseFailure'],
  ['Longer than 10 s', 'duration:>10000'],
]

const words = ['source:', 'type:build.*', 'level:', 'session:', 'agent:', 'tool:', 'data.run:>4000', '-source:ci']
const more = ['"exact words"', 'a OR b', 'since:24h', 'before:2026-11-20']

export const QueryHelp = () => (
  <nav class="saved" aria-label="Queries to begin with">
    <h2>Begin with</h2>
    <ul>
      {starts.map(([name, q]) => (
        <li key={q}>
          <Link to={{ screen: 'events', query: { view: 'query', q } }} title={q}>
            <span class="clip">{name}</span>
          </Link>
        </li>
      ))}
    </ul>
    <h2>Fields</h2>
    <p class="qhelp">
      {[...words, ...more].map((word) => (
        <>
          <code key={word}>{word}</code>{' '}
        </>
      ))}
    </p>
  </nav>
)
