import { useTranslation } from 'react-i18next'
import type { IconName } from '@/parts/Icon'

// Why somebody is not sent to, in words and with the same glyph everywhere.

const icons: Record<string, IconName> = {
  refused: 'x',
  refusers: 'x',
  doNotCall: 'x',
  complained: 'x',
  unasked: 'lock',
  owner: 'lock',
  noAddress: 'id',
  bounced: 'mail',
  twice: 'copy',
  reached: 'check',
  missing: 'id',
  holdout: 'eye',
  lawHours: 'clock',
  ownHours: 'clock',
  zaloHours: 'clock',
  zaloWindow: 'clock',
  zaloYear: 'clock',
  messengerWindow: 'clock',
  holiday: 'cal',
  before: 'clock',
}
/** What is not named is a limit of how many. */
export const ruleIcon = (rule: string): IconName => icons[rule] ?? 'hist'

/** A rule in a few words, and the sentence of the gate that it is. */
export function useRule() {
  const { t } = useTranslation()
  return (rule: string) => {
    const sentence = t(`campaign.ruleHow.${rule}`, { defaultValue: t(`reach.rule.${rule}`, { defaultValue: '' }) })
    const name = t(`campaign.rule.${rule}`, { defaultValue: sentence || rule })
    return { name, how: name === sentence ? '' : sentence }
  }
}

/** Why a message did not leave; a problem that has no sentence yet is named as it came. */
export function useProblem() {
  const { t } = useTranslation()
  return (problem: string) => t(`error.sending.${problem}`, { defaultValue: t('campaign.problem', { problem }) })
}
