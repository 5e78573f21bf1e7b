import type { KindGroup, Rule, Stage, Touchpoint } from '@/api/types'

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

/** The touchpoint that unmapped touches become when they are adopted. */
export const adopt = (g: KindGroup, stage: string) => newTouchpoint(stage, groupName(g), g.channel, g.rule)

/** What a person would call a group of unmapped touches: the page when it is a page view, else the touch's name. */
export const groupName = (g: KindGroup) => (g.path && /^(Page|Screen) Viewed$/.test(g.name) ? g.path : g.name)
