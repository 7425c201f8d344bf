/** Who is connected with whom, and where they stand, on disk in user.sqlite. */
import type { ProcessRef } from '../core/process/process.ts'
import type { KeptTeam, Place, TeamMember } from '../core/team/graph.ts'
import type { KeptStore } from '../storage/kept-store.ts'
import type { Database } from '../storage/sqlite.ts'

export interface MemberRef extends ProcessRef {
  readonly sessionId: string
  readonly agent: string
}

export interface GraphStore {
  read(): Promise<KeptTeam>
  place(places: readonly { readonly member: MemberRef; readonly place: Place }[]): Promise<void>
  /** Whether that changed anything. */
  connect(a: MemberRef, b: MemberRef, isConnected: boolean): Promise<boolean>
}

export function createGraphStore(kept: KeptStore, machine: string): GraphStore {
  return {
    read: () => kept.read(readTeam),
    place: (places) =>
      kept.write((database) => {
        const move = database.prepare('UPDATE team_member SET x = ?, y = ? WHERE number = ?')
        for (const { member, place } of places) move.run(place.x, place.y, numberOf(database, member, machine))
      }),
    connect: (a, b, isConnected) =>
      kept.write((database) => {
        const pair = [numberOf(database, a, machine), numberOf(database, b, machine)].toSorted((x, y) => x - y)
        const { changes } = isConnected
          ? database
              .prepare('INSERT OR IGNORE INTO team_connection (low, high, machine, agent) VALUES (?, ?, ?, ?)')
              .run(...pair, machine, a.agent)
          : database.prepare('DELETE FROM team_connection WHERE low = ? AND high = ?').run(...pair)
        return changes > 0
      }),
  }
}

interface MemberRow {
  readonly number: number
  readonly session_id: string
  readonly pid: number
  readonly start: string
  readonly x: number | null
  readonly y: number | null
}

function readTeam(database: Database): KeptTeam {
  const members = database.prepare('SELECT * FROM team_member ORDER BY number').all() as readonly MemberRow[]
  const connections = database.prepare('SELECT low, high FROM team_connection').all() as readonly {
    readonly low: number
    readonly high: number
  }[]
  return { members: members.map(memberOf), connections: connections.map(({ low, high }) => [low, high]) }
}

const memberOf = ({ number, session_id, pid, start, x, y }: MemberRow): TeamMember => ({
  ...{ number, sessionId: session_id, pid, start },
  place: x === null || y === null ? undefined : { x, y },
})

/** By its session; else by the process, which is at another session since; else it is new. */
function numberOf(database: Database, { sessionId, pid, start, agent }: MemberRef, machine: string): number {
  const find = (where: string, ...values: readonly unknown[]) =>
    (database.prepare(`SELECT number FROM team_member WHERE ${where}`).get(...values) as MemberRow | undefined)?.number
  const found = find('session_id = ?', sessionId) ?? find('pid = ? AND start = ?', pid, start)
  if (found === undefined) {
    const { lastInsertRowid } = database
      .prepare('INSERT INTO team_member (machine, agent, session_id, pid, start) VALUES (?, ?, ?, ?, ?)')
      .run(machine, agent, sessionId, pid, start)
    return Number(lastInsertRowid)
  }
  database
    .prepare('UPDATE team_member SET session_id = ?, pid = ?, start = ? WHERE number = ?')
    .run(sessionId, pid, start, found)
  return found
}
