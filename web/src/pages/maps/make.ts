import type { KindGroup, Rule, Stage, Touchpoint } from '@/api/types'
import type { Named } from '@/view/names'

/** An id no other part of the map has. */
export const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, '0')).join('')

export const newStage = (name: string): Stage => ({ id: 's-' + newId(), name })

export const newTouchpoint = (
  stage: string,
  name: string,
  channel = 'website',
  rule: Rule = { any: [] },
): Touchpoint => ({ id: 't-' + newId(), stage, name, channel, emotion: 0, rule })

/** The touchpoint that unmapped touches become when they are adopted; event says what an event is called. */
export const adopt = (g: KindGroup, stage: string, event: Named) =>
  newTouchpoint(stage, groupName(g, event), g.channel, g.rule)

/** What a person would call a group of unmapped touches: the page when it is a page view, else the touch's name. */
export const groupName = (g: KindGroup, event: Named) =>
  g.path && /^(Page|Screen) Viewed$/.test(g.name) ? g.path : event(g.name)
