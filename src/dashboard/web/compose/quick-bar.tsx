/** The commands that its user likes at hand, in an order of theirs; the rest behind the last button. */
import { useState } from 'preact/hooks'
import { Icon } from '../parts/mark.tsx'
import { CommandLibrary } from './command-library.tsx'
import { insert } from './insert.ts'
import { commandList, setQuick } from './library-state.ts'

export function QuickBar() {
  const [isOpen, setIsOpen] = useState(false)
  const [dragged, setDragged] = useState<string>()
  const list = commandList.value
  if (list === undefined || list.commands.length + list.quick.length === 0) return null
  const dropOn = (entry: string) => {
    if (dragged === undefined || dragged === entry) return
    const others = list.quick.filter((one) => one !== dragged)
    void setQuick(others.toSpliced(list.quick.indexOf(entry), 0, dragged))
  }
  return (
    <fieldset class="quickbar" aria-label="Pinned commands">
      {list.quick.map((entry) => (
        <button
          key={entry}
          type="button"
          class="chipbtn mono"
          draggable
          title={entry}
          onClick={() => insert(entry)}
          onDragStart={() => setDragged(entry)}
          onDragEnd={() => setDragged(undefined)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={() => dropOn(entry)}
        >
          {entry}
        </button>
      ))}
      <button type="button" class="chipbtn" onClick={() => setIsOpen(true)}>
        <Icon name="slash" size={12} />
        All {list.commands.length}
      </button>
      {isOpen && <CommandLibrary onClose={() => setIsOpen(false)} />}
    </fieldset>
  )
}
