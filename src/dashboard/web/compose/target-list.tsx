/** For whom it is: one, or several. */
import { activityOf, joinLabel, labelOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { Icon, Mark } from '../parts/mark.tsx'
import { Select } from '../parts/select.tsx'
import { agentsToChoose, setTargets, targets } from './compose-state.ts'

export function TargetList() {
  const ids = targets.value.map(({ id }) => id)
  const others = agentsToChoose.value.filter(({ id }) => !ids.includes(id))
  return (
    <div class="to">
      <span class="lab">To</span>
      <ul>
        {targets.value.map((agent) => (
          <Target key={agent.id} agent={agent} onRemove={() => setTargets(ids.filter((id) => id !== agent.id))} />
        ))}
      </ul>
      {others.length > 0 && (
        <Select
          class="add-agent is-bounded"
          label="Add an agent"
          value=""
          choices={[
            { value: '', label: '+ Agent' },
            ...others.map((agent) => ({ value: agent.id, label: joinLabel(labelOf(agent)) })),
          ]}
          onChange={(id) => setTargets([...ids, id])}
        />
      )}
    </div>
  )
}

function Target({ agent, onRemove }: { readonly agent: FleetAgentReport; readonly onRemove: () => void }) {
  const { project, name } = labelOf(agent)
  const { look, word, detail } = activityOf(agent)
  return (
    <li class="target">
      <Mark name={look === 'quiet' ? agent.health : look} />
      <b>{project}</b> <span class="name">{name}</span>{' '}
      <span class="muted clip">{[word, detail].filter((part) => part !== '').join(' ')}</span>
      <button type="button" class="icon-btn" aria-label={`Remove ${project}`} onClick={onRemove}>
        <Icon name="x" size={12} />
      </button>
    </li>
  )
}
