// @ts-nocheck: it runs in the browser, whose types this project's server side does not load.
// The page that serves until the real one is built: the live table, kill and pin. All text goes through textContent, because
// names and commands are somebody else's.

const byId = (id) => document.getElementById(id)
const rows = new Map()
let csrf = localStorage.getItem('tce-csrf') ?? undefined

/** By the link's one-time code, for being the same user, or with the session of before; the code leaves the address at once. */
async function signIn(credential = {}) {
  const response = await fetch('/api/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(csrf ? { 'X-TCE-CSRF': csrf } : {}) },
    body: JSON.stringify(credential),
  })
  const body = await response.json()
  byId('sign-in').hidden = byId('notice').hidden = response.ok
  if (!response.ok) return body.error.message
  csrf = body.csrf
  localStorage.setItem('tce-csrf', csrf)
  follow()
  return undefined
}

function codeFromAddress() {
  const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? undefined
  if (code) history.replaceState(null, '', location.pathname)
  return code
}

let stream
function follow() {
  stream?.close()
  stream = new EventSource('/api/stream')
  stream.addEventListener('open', () => setConnection('Live', false))
  stream.addEventListener('processes', (event) => show(JSON.parse(event.data)))
  stream.addEventListener('error', () => {
    setConnection('Disconnected, trying again', true)
    // A network error is tried again by the browser, a refusal is not: the session may be over.
    if (stream.readyState === EventSource.CLOSED) reconnectSoon()
  })
}

const reconnectSoon = () => setTimeout(() => signIn().catch(reconnectSoon), 3000)

function setConnection(text, isOld) {
  byId('connection').textContent = text
  document.body.classList.toggle('is-old', isOld)
}

function show(fleet) {
  const { counts, processes, orphans, helpers } = fleet
  const words = ['healthy', 'stale', 'zombie', 'pinned', 'waiting'].filter((word) => counts[word] > 0)
  byId('counts').textContent = words.map((word) => `${counts[word]} ${word}`).join(' · ')
  document.title = counts.waiting > 0 ? `(${counts.waiting}) TCE` : 'TCE'
  byId('empty').hidden = processes.length > 0
  byId('agents').hidden = processes.length === 0
  byId('others').textContent = [
    orphans.length > 0 ? `${orphans.length} left behind by sessions that are gone.` : '',
    helpers.length > 0 ? `${helpers.length} helpers.` : '',
    ...fleet.problems,
  ].join(' ')
  const now = Date.parse(fleet.scannedAt)
  const isPresent = new Set(processes.map(({ id }) => id))
  for (const [id, row] of rows) if (!isPresent.has(id)) forget(id, row)
  const body = byId('agents').tBodies[0]
  for (const [index, process] of processes.entries()) {
    const row = rows.get(process.id) ?? createRow(process)
    fill(row, process, now)
    if (body.children[index] !== row.element) body.insertBefore(row.element, body.children[index] ?? null)
  }
}

function forget(id, row) {
  row.element.remove()
  rows.delete(id)
}

function createRow(process) {
  const element = document.createElement('tr')
  const names = ['health', 'name', 'activity', 'cpu', 'memory', 'up', 'active', 'pid', 'actions']
  const cells = Object.fromEntries(names.map((name) => [name, element.appendChild(document.createElement('td'))]))
  for (const name of ['cpu', 'memory', 'up', 'active', 'pid', 'actions']) cells[name].className = 'number'
  cells.activity.className = 'activity'
  const pin = button('Pin', () => change(row, row.process.pinned ? 'unpin' : 'pin'))
  const kill = button('Kill…', () => askToKill(row))
  cells.actions.append(pin, kill)
  const row = { element, cells, pin, kill, process }
  rows.set(process.id, row)
  return row
}

function button(text, onClick) {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = text
  element.addEventListener('click', onClick)
  return element
}

function fill(row, process, now) {
  row.process = process
  const { cells } = row
  row.element.className = process.activity === 'waiting' ? 'waiting' : ''
  cells.health.title = process.healthReason
  replace(cells.health, mark(process.health), span(process.health, `word-${process.health}`))
  replace(cells.name, span(process.project ?? '–', 'project'), ` ${process.name ?? ''}`)
  cells.name.title = process.cwd ?? ''
  const [word, ...rest] = activityWords(process, now)
  replace(cells.activity, span(word, `word-${process.activity}`), ` ${rest.join(' ')}`)
  cells.cpu.textContent = percent(process.treeCpuPercent ?? process.cpuPercent)
  cells.memory.textContent = bytes(process.treeRssBytes ?? process.rssBytes)
  cells.up.textContent = duration(now - Date.parse(process.startedAt))
  cells.active.textContent = process.lastActiveAt ? duration(now - Date.parse(process.lastActiveAt)) : '–'
  cells.pid.textContent = String(process.pid)
  row.pin.textContent = process.pinned ? 'Unpin' : 'Pin'
  const who = `${process.project ?? process.pid} ${process.name ?? ''}`
  row.pin.setAttribute('aria-label', `${process.pinned ? 'Unpin' : 'Pin'} ${who}`)
  row.kill.setAttribute('aria-label', `Kill ${who}…`)
}

function replace(cell, ...parts) {
  cell.replaceChildren(...parts)
}

function span(text, className) {
  const element = document.createElement('span')
  element.className = className
  element.textContent = text
  return element
}

function activityWords(process, now) {
  if (process.health === 'zombie' || process.health === 'stale') return [process.healthReason]
  const since = process.activitySince ? duration(now - Date.parse(process.activitySince)) : ''
  return [process.activity, since, process.waitingFor ?? process.figures?.doing ?? '']
}

const shapes = {
  healthy: 'M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8z',
  stale: 'M5 .8 9.6 9H.4z',
  zombie: 'M1 1h8v8H1z',
  pinned: 'M5 .4 9.6 5 5 9.6.4 5z',
}

function mark(health) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  for (const [name, value] of Object.entries({
    width: 10,
    height: 10,
    class: `mark mark-${health}`,
    'aria-hidden': true,
  }))
    svg.setAttribute(name, String(value))
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', shapes[health])
  svg.append(path)
  return svg
}

async function askToKill(row) {
  const { process } = row
  const count = process.children.length + 1
  const force = row.isForceNext === true
  byId('question-title').textContent =
    `${force ? 'Force kill' : 'Kill'} ${process.project ?? process.pid} ${process.name ?? ''}?`
  byId('question-text').textContent = force
    ? 'It did not end when asked. Force ends it at once (SIGKILL).'
    : `Asks ${count === 1 ? 'the process' : `${count} processes`} to end, waits up to 5 s, then says what happened. The conversation stays on disk.`
  byId('question-yes').textContent = force ? 'Force kill' : count === 1 ? 'Kill it' : `Kill ${count} processes`
  const dialog = byId('question')
  dialog.returnValue = 'keep'
  dialog.showModal()
  dialog.addEventListener('close', () => dialog.returnValue === 'kill' && change(row, 'kill', force), { once: true })
}

async function change(row, action, force = false) {
  const { pid, start } = row.process
  row.kill.disabled = row.pin.disabled = true
  try {
    const response = await fetch(`/api/${action}/${pid}${force ? '?force=true' : ''}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-TCE-CSRF': csrf ?? '' },
      body: JSON.stringify({ start }),
    })
    const body = await response.json()
    row.isForceNext = body.outcome === 'still-alive'
    notify(body.error?.message ?? body.message)
  } catch {
    notify('The server did not answer. Nothing is known of the outcome; look at the table.')
  } finally {
    row.kill.disabled = row.pin.disabled = false
  }
}

function notify(text) {
  byId('notice').textContent = text
  byId('notice').hidden = false
}

const percent = (value) => (value === undefined ? '–' : `${Math.round(value)} %`)

function bytes(value) {
  if (value === undefined) return '–'
  return value < 999.5e6 ? `${Math.round(value / 1e6)} MB` : `${(value / 1e9).toFixed(1)} GB`
}

function duration(ms) {
  const s = Math.max(0, Math.floor(ms / 1000))
  if (s < 60) return `${s}s`
  const m = Math.floor(s / 60)
  if (m < 60) return `${m}m`
  const h = Math.floor(m / 60)
  return h < 24 ? `${h}h ${String(m % 60).padStart(2, '0')}m` : `${Math.floor(h / 24)}d ${h % 24}h`
}

byId('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault()
  const message = await signIn({ token: byId('token').value.trim() })
  if (message) notify(message)
})

const code = codeFromAddress()
signIn(code ? { code } : {})
  .then((message) => message && setConnection(code ? message : 'Not signed in', false))
  .catch(() => setConnection('Disconnected', true))
