import type { JourneyMap } from '@/api/types'

/** What a map has become since it was old: touchpoints added, gone and edited; whether stages or the rest changed. */
export function differences(old: JourneyMap, now: JourneyMap) {
  const was = new Map(old.touchpoints.map((t) => [t.id, text(t)]))
  const is = new Map(now.touchpoints.map((t) => [t.id, text(t)]))
  const count = (ids: Iterable<string>, yes: (id: string) => boolean) => [...ids].filter(yes).length
  const about = ({ name, persona, silenceDays, windowDays }: JourneyMap) =>
    text({ name, persona, silenceDays, windowDays })
  return {
    added: count(is.keys(), (id) => !was.has(id)),
    gone: count(was.keys(), (id) => !is.has(id)),
    edited: count(is.keys(), (id) => was.has(id) && was.get(id) !== is.get(id)),
    stages: text(old.stages) !== text(now.stages),
    about: about(old) !== about(now),
  }
}

const text = (v: unknown) => JSON.stringify(v)
