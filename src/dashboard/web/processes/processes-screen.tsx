export default function ProcessesScreen() {
  return <h1>Processes</h1>
}
