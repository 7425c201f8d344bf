/** The services as an agent may use them that called `tce` by itself: all of them to read, the rest where its user allowed it. */

import type { Actor } from '../core/audit/audit.ts'
import { CliError } from '../core/cli-error.ts'
import type { AgentDuty, InsideAgent } from '../core/rights/agent-rights.ts'
import { howToAllow, personNeeded } from '../core/rights/agent-rights.ts'
import { isForUserAlone } from '../core/settings/settings.ts'
import type { Services } from './services.ts'

export interface AgentGuard {
  /** Nothing, or the reason as an error. No duty: nobody can allow it. Returns who is to be named for it. */
  check(duty: AgentDuty | undefined): Promise<InsideAgent | undefined>
  /** Who would be checked. */
  inside(): Promise<InsideAgent | undefined>
}

export function createAgentGuard(
  insideAgent: () => Promise<InsideAgent | undefined>,
  agentsMay: () => Promise<readonly AgentDuty[]>,
): AgentGuard {
  return {
    inside: insideAgent,
    async check(duty) {
      const inside = await insideAgent()
      if (inside === undefined) return undefined
      if (duty !== undefined && (await agentsMay()).includes(duty)) return inside
      throw new CliError(personNeeded(inside), { next: howToAllow(duty) })
    },
  }
}

/** Who looks is not asked; who acts is, each time. What an agent did is in the audit log under its name. */
export function guardServices(services: Services, guard: AgentGuard): Services {
  const {
    fleet,
    sessions,
    analytics,
    settings,
    keys,
    savedQueries,
    advice,
    hooks,
    events,
    data,
    waiting,
    prompts,
    promptLibrary,
    inbox,
    statusLine,
    instructions,
    ideas,
    team,
    deploy,
    tasks,
    taskFiles,
    taskWork,
    projects,
    alerts,
  } = services
  const as = async (duty: AgentDuty | undefined, actor: Actor): Promise<Actor> => {
    return actorFor(await guard.check(duty), actor)
  }
  const isOwn = async (sessionId: string | undefined, { pid }: InsideAgent): Promise<boolean> =>
    sessionId !== undefined &&
    (await fleet.read({ maxAgeMs: 500 })).processes.some((one) => one.pid === pid && one.sessionId === sessionId)
  return {
    ...services,
    fleet: {
      read: (options) => fleet.read(options),
      kill: async (request, actor) => fleet.kill(request, await as('kill', actor)),
      pin: async (target, actor) => fleet.pin(target, await as('pin', actor)),
      unpin: async (target, actor) => fleet.unpin(target, await as('pin', actor)),
      jump: async (target, actor) => fleet.jump(target, await as(undefined, actor)),
    },
    sessions: {
      ...sessions,
      mark: async (id, change, actor) => sessions.mark(id, change, await as(undefined, actor)),
    },
    analytics: {
      ...analytics,
      mark: async (marker, actor) => analytics.mark(marker, await as('settings', actor)),
      removeMarker: async (id, actor) => analytics.removeMarker(id, await as('settings', actor)),
      markTags: async (folder, actor) => analytics.markTags(folder, await as(undefined, actor)),
    },
    settings: {
      read: () => settings.read(),
      change: async (changes, actor) =>
        settings.change(changes, await as(Object.keys(changes).some(isForUserAlone) ? undefined : 'settings', actor)),
    },
    events: {
      ...events,
      prune: async (request, actor) => events.prune(request, await as(undefined, actor)),
      giveBack: async (actor) => events.giveBack(await as(undefined, actor)),
    },
    data: {
      read: () => data.read(),
      ofProject: (project) => data.ofProject(project),
      forget: async (project, actor) => data.forget(project, await as(undefined, actor)),
      ofSession: (id) => data.ofSession(id),
      deleteSession: async (id, actor) => data.deleteSession(id, await as(undefined, actor)),
      archived: (of) => data.archived(of),
      deleteArchived: async (of, actor) => data.deleteArchived(of, await as(undefined, actor)),
      deleteAll: async (actor) => data.deleteAll(await as(undefined, actor)),
    },
    keys: {
      list: () => keys.list(),
      add: async (key, actor) => keys.add(key, await as(undefined, actor)),
      revoke: async (labelOrId, actor) => keys.revoke(labelOrId, await as(undefined, actor)),
    },
    advice: {
      report: (query) => advice.report(query),
      change: async (change, actor) => advice.change(change, await as('settings', actor)),
    },
    savedQueries: {
      list: () => savedQueries.list(),
      save: async (query, actor) => savedQueries.save(query, await as('settings', actor)),
      remove: async (name, actor) => savedQueries.remove(name, await as('settings', actor)),
    },
    // What can run a program or send data away no agent is ever allowed.
    alerts: {
      ...alerts,
      saveRule: async (rule, actor) => alerts.saveRule(rule, await as('settings', actor)),
      removeRule: async (id, actor) => alerts.removeRule(id, await as('settings', actor)),
      setChannel: async (order, actor) => alerts.setChannel(order, await as(undefined, actor)),
      removeChannel: async (channel, actor) => alerts.removeChannel(channel, await as(undefined, actor)),
      testChannel: async (channel, actor) => alerts.testChannel(channel, await as(undefined, actor)),
      setQuiet: async (quiet, actor) => alerts.setQuiet(quiet, await as('settings', actor)),
      snooze: async (order, actor) => alerts.snooze(order, await as('settings', actor)),
      retry: async (letter, actor) => alerts.retry(letter, await as(undefined, actor)),
    },
    waiting: {
      read: () => waiting.read(),
      answer: async (order, actor) => waiting.answer(order, await as(undefined, actor)),
      async markSeen(ids) {
        await guard.check(undefined)
        return waiting.markSeen(ids)
      },
      async putOff(ids) {
        await guard.check(undefined)
        return waiting.putOff(ids)
      },
    },
    prompts: {
      ...prompts,
      send: async (request, actor) => prompts.send(request, await as(undefined, actor)),
      change: async (id, change, actor) => prompts.change(id, change, await as(undefined, actor)),
      holdAll: async (isHeld, actor) => prompts.holdAll(isHeld, await as(undefined, actor)),
      goOn: async (sessionId, actor) => prompts.goOn(sessionId, await as(undefined, actor)),
      // An agent says it of what its own session was sent, and of nothing else.
      async done(id) {
        const inside = await guard.inside()
        const sentTo = inside && (await prompts.find(id))?.target.pid
        if (sentTo !== undefined && sentTo !== inside?.pid) {
          throw new CliError(`${id} is another session’s: only that one says that it is done.`, {
            next: howToAllow(undefined),
          })
        }
        return prompts.done(id)
      },
    },
    // An agent may write and fetch, as itself; what it writes for others is what they fetch.
    inbox: {
      async read(query) {
        const inside = await guard.inside()
        if (inside !== undefined && !(await isOwn(query.sessionId, inside))) {
          throw new CliError(personNeeded(inside), { next: 'tce inbox read, which shows your own' })
        }
        return inbox.read(query)
      },
      async send(request, actor) {
        const inside = await guard.inside()
        return inbox.send(request, actorFor(inside, actor), inside)
      },
      markRead: async (sessionId, upTo) => inbox.markRead(sessionId, upTo, await guard.inside()),
    },
    statusLine: {
      read: () => statusLine.read(),
      install: async (actor) => statusLine.install(await as(undefined, actor)),
      uninstall: async (actor) => statusLine.uninstall(await as(undefined, actor)),
    },
    instructions: {
      read: () => instructions.read(),
      install: async (actor) => instructions.install(await as(undefined, actor)),
      uninstall: async (actor) => instructions.uninstall(await as(undefined, actor)),
    },
    ideas: {
      list: () => ideas.list(),
      add: async (request, actor) => ideas.add(request, await as(undefined, actor)),
      change: async (id, change, actor) => ideas.change(id, change, await as(undefined, actor)),
    },
    team: {
      ...team,
      change: async (change, actor) => team.change(change, await as(undefined, actor)),
      say: async (request, actor) => team.say(request, await as(undefined, actor)),
    },
    deploy: {
      ...deploy,
      start: async (request, actor) => deploy.start(request, await as(undefined, actor)),
    },
    tasks: {
      ...tasks,
      create: async (task, actor) => tasks.create(task, await as(undefined, actor)),
      adopt: async (session, actor) => tasks.adopt(session, await as(undefined, actor)),
      stop: async (id, actor) => tasks.stop(id, await as(undefined, actor)),
      resume: async (id, how, actor) => tasks.resume(id, how, await as(undefined, actor)),
      restart: async (id, actor) => tasks.restart(id, await as(undefined, actor)),
      fork: async (id, how, actor) => tasks.fork(id, how, await as(undefined, actor)),
      rename: async (id, name, actor) => tasks.rename(id, name, await as(undefined, actor)),
      pin: async (id, isPinned, actor) => tasks.pin(id, isPinned, await as(undefined, actor)),
      archive: async (id, isArchived, actor) => tasks.archive(id, isArchived, await as(undefined, actor)),
      put: async (id, state, actor) => tasks.put(id, state, await as(undefined, actor)),
      setResult: async (id, result, actor) => tasks.setResult(id, result, await as(undefined, actor)),
      type: async (id, bytes, actor) => tasks.type(id, bytes, await as(undefined, actor)),
      remove: async (id, how, actor) => tasks.remove(id, how, await as(undefined, actor)),
      undo: async (id, actor) => tasks.undo(id, await as(undefined, actor)),
      prune: async (confirm, actor) => tasks.prune(confirm, await as(undefined, actor)),
      stopAll: async (actor) => tasks.stopAll(await as(undefined, actor)),
    },
    taskFiles: {
      ...taskFiles,
      upload: async (id, file, actor) => taskFiles.upload(id, file, await as(undefined, actor)),
      addArtifact: async (id, file, actor) => taskFiles.addArtifact(id, file, await as(undefined, actor)),
      stage: async (id, text, actor) => taskFiles.stage(id, text, await as(undefined, actor)),
      unstage: async (id, actor) => taskFiles.unstage(id, await as(undefined, actor)),
    },
    taskWork: {
      ...taskWork,
      commit: async (id, order, actor) => taskWork.commit(id, order, await as(undefined, actor)),
      merge: async (id, order, actor) => taskWork.merge(id, order, await as(undefined, actor)),
      openPullRequest: async (id, order, actor) => taskWork.openPullRequest(id, order, await as(undefined, actor)),
      open: async (id, asked, actor) => taskWork.open(id, asked, await as(undefined, actor)),
    },
    projects: {
      ...projects,
      add: async (project, actor) => projects.add(project, await as(undefined, actor)),
      edit: async (name, change, actor) => projects.edit(name, change, await as(undefined, actor)),
      remove: async (name, actor) => projects.remove(name, await as(undefined, actor)),
      trust: async (name, hash, actor) => projects.trust(name, hash, await as(undefined, actor)),
      saveBackend: async (name, change, actor) => projects.saveBackend(name, change, await as(undefined, actor)),
      removeBackend: async (name, actor) => projects.removeBackend(name, await as(undefined, actor)),
      testBackend: async (name, actor) => projects.testBackend(name, await as(undefined, actor)),
    },
    promptLibrary: {
      ...promptLibrary,
      setQuick: async (target, entries, actor) => promptLibrary.setQuick(target, entries, await as(undefined, actor)),
      saveTemplate: async (template, actor) => promptLibrary.saveTemplate(template, await as(undefined, actor)),
      removeTemplate: async (id, actor) => promptLibrary.removeTemplate(id, await as(undefined, actor)),
      star: async (id, actor) => promptLibrary.star(id, await as(undefined, actor)),
      starSent: async (id, isStarred, actor) => promptLibrary.starSent(id, isStarred, await as(undefined, actor)),
      attach: async (target, file, actor) => promptLibrary.attach(target, file, await as(undefined, actor)),
    },
    hooks: {
      read: (request) => hooks.read(request),
      install: async (request, actor) => hooks.install(request, await as(undefined, actor)),
      uninstall: async (request, actor) => hooks.uninstall(request, await as(undefined, actor)),
      takeOutStranded: async (isListening, actor) => hooks.takeOutStranded(isListening, await as(undefined, actor)),
    },
  }
}

const actorFor = (inside: InsideAgent | undefined, actor: Actor): Actor =>
  inside === undefined ? actor : { kind: 'agent', name: inside.label }
