import type { LeadRow, LeadsAnswer, Rate } from '@/api/types'
import { FEW, told } from '@/stats'

/** The days within which all together are told to have bought. */
export const days = (of: LeadsAnswer) => of.all.buyers.age || 30

/** Whether a share of buyers is to be drawn as one to compare. */
export const comparable = (r: LeadRow) => r.buyers.n >= FEW && r.comparable

/** The age of a rate, where it is not the one that its column's head says. */
export const otherAge = (r: Rate, head: Rate) =>
  told(r) && r.age && head.age && r.age !== head.age ? r.age : undefined
