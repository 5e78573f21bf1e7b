import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { useProblem } from '../campaigns/rules'
import { type Mailbox } from '../campaigns/types'

/** How the mailbox stands that undelivered mail comes back to: when it was read, how much of it, or why it was not. */
export function MailboxState({ of: m }: { of: Mailbox }) {
  const { t } = useTranslation()
  const f = useFormat()
  const problem = useProblem()
  if (!m.triedAt) return <p className="t2 sm">{t('channels.mailbox.never')}</p>
  const read = m.readAt && t('channels.mailbox.read', { at: f.dateTime(m.readAt) })
  const counts = [
    t('channels.mailbox.mails', { n: f.num(m.mails), count: m.mails }),
    t('channels.mailbox.reports', { n: f.num(m.reports), count: m.reports }),
  ].join(' · ')
  if (!m.problem)
    return (
      <p className="t2 sm" role="status">
        {[read, counts].filter(Boolean).join(' · ')}
      </p>
    )
  return (
    <div className="chn-s chn-bad chn-box" role="alert">
      <Icon name="alert" />
      <div>
        <b>{problem(m.problem)}</b>
        {m.words && (
          <p className="any">
            {t('channels.words')} <q>{m.words}</q>
          </p>
        )}
        <p>
          {t('channels.mailbox.tried', { at: f.dateTime(m.triedAt) })}{' '}
          {read ? `${read}.` : t('channels.mailbox.neverRead')}
        </p>
      </div>
    </div>
  )
}
