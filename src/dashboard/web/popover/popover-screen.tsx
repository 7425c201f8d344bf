export default function PopoverScreen() {
  return <h1>Popover</h1>
}
