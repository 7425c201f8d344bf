/** What is known of the session, beside its conversation. */
import { useState } from 'preact/hooks'
import type { LiveSessionState } from '../../../core/session/live-session.ts'
import { plural } from '../../../core/words/format.ts'
import { Bar } from '../parts/mark.tsx'
import type { Route } from '../route.ts'
import { Lines } from '../sessions/lines.tsx'
import type { FilesView, SessionView } from './view.ts'
import { SubagentTree } from './work/subagent-tree.tsx'
import { TodoList } from './work/todo-list.tsx'

/** Longer lists are folded. */
const shownAtFirst = 8

interface SessionRailProps {
  readonly view: SessionView
  /** What is known at this moment; absent until the transcript was read. */
  readonly live: LiveSessionState | undefined
  readonly route: Route
}

export function SessionRail({ view, live, route }: SessionRailProps) {
  return (
    <aside class="rail" aria-label="About this session">
      <Figures view={view} />
      {live && live.subagents.length > 0 ? (
        <SubagentTree state={live} route={route} />
      ) : (
        view.subagents.length > 0 && <Subagents view={view} />
      )}
      {live && live.todos.length > 0 && <TodoList todos={live.todos} />}
      {view.files.count > 0 && <Files files={view.files} />}
      {view.tools.rows.length > 0 && <Tools tools={view.tools} />}
    </aside>
  )
}

function Figures({ view }: { readonly view: SessionView }) {
  const { cost, facts, lines, context } = view
  return (
    <section>
      <h2>Figures</h2>
      <dl class="facts two">
        <dt>Cost</dt>
        <dd class="num" title={cost.countedTitle}>
          <b>{cost.counted}</b>{' '}
          {cost.reported && (
            <span class="muted">
              {cost.reported.words} says {cost.reported.cost}
            </span>
          )}
          {cost.ledger && <span class="muted">ledger says {cost.ledger.cost}</span>}
        </dd>
        {cost.told && (
          <>
            <dt>Telemetry</dt>
            <dd class="num" title={cost.told.title}>
              {cost.told.cost} <span class="muted">OpenTelemetry, {cost.told.tokens}</span>
            </dd>
          </>
        )}
        {facts.map(({ name, value, note, title }) => (
          <FactRow key={name} name={name} value={value} note={note} title={title} />
        ))}
        {context && (
          <>
            <dt>Context</dt>
            <dd class="num context-fact" title={context.title}>
              <Bar percent={context.percent} />
              <span>{context.percent} %</span> <span class="muted">{context.words}</span>
            </dd>
          </>
        )}
        <dt>Lines</dt>
        <dd class="num">
          <Lines lines={lines} />
        </dd>
      </dl>
    </section>
  )
}

const FactRow = ({ name, value, note, title }: SessionView['facts'][number]) => (
  <>
    <dt>{name}</dt>
    <dd class="num" title={title}>
      {value} <span class="muted">{note}</span>
    </dd>
  </>
)

function Subagents({ view: { subagents } }: { readonly view: SessionView }) {
  const { shown, fold } = useFold(subagents, 'subagent')
  return (
    <section>
      <h2>
        Subagents <span class="count">{subagents.length}</span>
      </h2>
      <ul class="tree agents">
        {shown.map(({ id, name, what, cost, title }) => (
          <li key={id} class="d0" title={title}>
            <span class="t-name">{name}</span>
            <span class="t-what">{what}</span>
            <span class="t-num">{cost}</span>
          </li>
        ))}
      </ul>
      {fold}
    </section>
  )
}

function Files({ files }: { readonly files: FilesView }) {
  const { shown, fold } = useFold(files.edited, 'file')
  const [isReadOpen, setIsReadOpen] = useState(false)
  return (
    <section>
      <h2>
        Files <span class="count">{files.count}</span>
      </h2>
      <ul class="files">
        {shown.map(({ path, name, folder, added, removed }) => (
          <li key={path} title={path}>
            <span class="clip">
              <span class="mono">{name}</span> <span class="muted">{folder}</span>
            </span>
            <span class="add">{added}</span>
            <span class="del">{removed}</span>
          </li>
        ))}
        {isReadOpen &&
          files.read.map((path) => (
            <li key={path} title={path}>
              <span class="clip mono">{path}</span>
            </li>
          ))}
      </ul>
      {fold}
      {files.read.length > 0 && !isReadOpen && (
        <p>
          <button type="button" class="link fine" onClick={() => setIsReadOpen(true)}>
            {files.read.length.toLocaleString('en-US')} {files.edited.length > 0 ? 'more, ' : ''}only read
          </button>
        </p>
      )}
    </section>
  )
}

function Tools({ tools }: Pick<SessionView, 'tools'>) {
  const { shown, fold } = useFold(tools.rows, 'tool')
  return (
    <section>
      <h2>
        Tools <span class="count">{tools.total}</span>
      </h2>
      <ul class="toolsum">
        {shown.map(({ name, calls, failures, barPercent }) => (
          <li key={name} title={name}>
            <span class="mono clip">{name}</span>
            <svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect width={barPercent} height="6" />
            </svg>
            <span class="num">
              {calls}
              {failures > 0 && (
                <>
                  , <span class="del">{failures.toLocaleString('en-US')} failed</span>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {fold}
    </section>
  )
}

/** The first of a list, and a button for the others. */
function useFold<T>(items: readonly T[], noun: string) {
  const [isOpen, setIsOpen] = useState(false)
  const hidden = isOpen ? 0 : Math.max(0, items.length - shownAtFirst)
  const fold = hidden > 0 && (
    <p>
      <button type="button" class="link fine" onClick={() => setIsOpen(true)}>
        {plural(hidden, `more ${noun}`)}
      </button>
    </p>
  )
  return { shown: hidden > 0 ? items.slice(0, shownAtFirst) : items, fold }
}
