/** What the pointer does on the canvas, and how much of it is seen. */
import type { IconName } from '../parts/mark.tsx'
import { Icon } from '../parts/mark.tsx'
import { dropLink, type Tool, tool } from './connecting.tsx'

interface ToolsProps {
  readonly scale: number
  readonly onZoom: (isLarger: boolean) => void
  readonly onFit: () => void
}

export const CanvasTools = ({ scale, onZoom, onFit }: ToolsProps) => (
  <div class="gtools" role="toolbar" aria-label="Tools of the canvas">
    <ToolButton name="choose" icon="cursor" label="Choose (V)" />
    <ToolButton name="hand" icon="hand" label="Move the canvas (H)" />
    <i />
    <button type="button" class="icon-btn" aria-label="Smaller (−)" title="Smaller (−)" onClick={() => onZoom(false)}>
      <Icon name="out" size={14} />
    </button>
    <span class="muted fine">{Math.round(scale * 100)} %</span>
    <button type="button" class="icon-btn" aria-label="Larger (+)" title="Larger (+)" onClick={() => onZoom(true)}>
      <Icon name="in" size={14} />
    </button>
    <button type="button" class="icon-btn" aria-label="Fit (0)" title="Fit (0)" onClick={onFit}>
      <Icon name="fit" size={14} />
    </button>
    <i />
    <ToolButton name="connect" icon="link" label="Connect (C)" />
  </div>
)

function ToolButton({ name, icon, label }: { readonly name: Tool; readonly icon: IconName; readonly label: string }) {
  const isOn = tool.value === name
  return (
    <button
      type="button"
      class="icon-btn"
      aria-label={label}
      title={label}
      aria-pressed={isOn}
      onClick={() => {
        dropLink()
        tool.value = isOn ? 'choose' : name
      }}
    >
      <Icon name={icon} size={14} />
    </button>
  )
}
