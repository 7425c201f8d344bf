/** What will happen, said before it does; and what became of what was sent last. */
import { labelOf } from '../../../core/process/agent-words.ts'
import { jumpTo } from '../parts/jump.tsx'
import { Mark } from '../parts/mark.tsx'
import { Activity } from '../processes/row-parts.tsx'
import { commandName, fates, sentOnes, targets } from './compose-state.ts'
import { besidesOf, promiseOf, refusalOf } from './compose-words.ts'
import { commandNamed } from './library-state.ts'
import { SentLine } from './sent-line.tsx'

export function Fate() {
  const [agent] = targets.value
  if (agent === undefined) return <p class="fate">Say for whom it is.</p>
  if (targets.value.length > 1) return <FateTable />
  const fate = fates.value.get(agent.id)
  return (
    <div class="fate" role="status">
      <Mark name={fate === undefined ? 'none' : 'foreseen' in fate ? 'healthy' : 'fail'} />
      {fate === undefined ? (
        <p>Looking by which way it would go…</p>
      ) : 'foreseen' in fate ? (
        <p>
          <b>{promiseOf(fate.foreseen)}</b> {besidesOf(fate.foreseen)}
          {fate.foreseen.before.map((command) => (
            <span key={command}>
              {' '}
              <code>{command}</code> goes before it, and has to be confirmed.
            </span>
          ))}
          <CommandNote />
        </p>
      ) : (
        <p>
          <b>It can’t be sent.</b> {refusalOf(fate.problem)}{' '}
          <button type="button" class="link" onClick={() => void jumpTo(agent.id)}>
            Jump
          </button>
        </p>
      )}
    </div>
  )
}

function CommandNote() {
  const name = commandName.value
  if (name === undefined) return null
  const command = commandNamed(name)
  return (
    <span>
      {' '}
      It goes as the command <code>{name}</code>
      {command === undefined && ', which was not found among its commands'}
      {command?.caution === 'dialog' && ', which opens a dialog in its terminal'}
      {command?.caution === 'asks' && `: ${command.does}`}.
    </span>
  )
}

/** One line for each. */
export function FateTable() {
  return (
    <table class="fates">
      <thead>
        <tr>
          <th scope="col">Agent</th>
          <th scope="col">State</th>
          <th scope="col">When and how</th>
        </tr>
      </thead>
      <tbody>
        {targets.value.map((agent) => {
          const fate = fates.value.get(agent.id)
          const { project, name } = labelOf(agent)
          return (
            <tr key={agent.id}>
              <th scope="row">
                <b>{project}</b> <span class="name">{name}</span>
              </th>
              <td>
                <Activity agent={agent} />
              </td>
              <td>
                {fate === undefined
                  ? '…'
                  : 'foreseen' in fate
                    ? promiseOf(fate.foreseen)
                    : `Not sent. ${refusalOf(fate.problem)}`}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** Until the next is sent. */
export function SentLines() {
  if (sentOnes.value.length === 0) return null
  return (
    <ul class="sent" role="status">
      {sentOnes.value.map((one) => (
        <li key={one.agent.id}>
          <SentLine one={one} />
        </li>
      ))}
    </ul>
  )
}
