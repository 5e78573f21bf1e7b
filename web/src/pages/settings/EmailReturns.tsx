import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Channel, type Inbox, type MailService, type Protection } from '../campaigns/types'
import { below, KeyInput, ToCopy } from './ChannelParts'
import { type Part } from './EmailForm'
import { protections } from './emailPresets'
import { MailboxState } from './MailboxState'

export interface ReturnSecrets {
  inboxPassword: string
  webhookKey: string
}
interface Props extends Part {
  secrets: ReturnSecrets
  setSecrets: (some: Partial<ReturnSecrets>) => void
  kept: Channel
  /** Something here is wrong, so that it must be seen. */
  wrong: boolean
}

const inboxFields = ['host', 'port', 'security', 'user', 'folder'].map((f) => `inbox.${f}`)
export const returnFields = [
  'service',
  'webhookKey',
  'returnPath',
  'inboxPassword',
  'imapPassword', // as the channel calls it
  ...inboxFields,
]
const services: MailService[] = ['ses', 'sendgrid', 'mailgun', 'postmark']

/** How it is known which letters did not arrive: the service says so, or they come back into a mailbox. */
export function EmailReturns(p: Props) {
  const { t } = useTranslation()
  const { service, inbox, returnPath } = p.kept.settings ?? {}
  const [open, setOpen] = useState(!!service || !!inbox || !!returnPath)
  return (
    <details className="chn-more" open={open || p.wrong} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{t('channels.returns.title')}</summary>
      <div className="chn">
        <p className="t2">{t('channels.returns.about')}</p>
        <Service {...p} />
        <Mailbox {...p} />
        {inbox && p.s.inbox && p.kept.mailbox && <MailboxState of={p.kept.mailbox} />}
      </div>
    </details>
  )
}

function Service({ s, set, at, secrets, setSecrets, kept }: Props) {
  const { t } = useTranslation()
  const same = s.service === kept.settings?.service
  const choose = (v: string | null) => {
    set({ service: services.find((x) => x === v) })
    setSecrets({ webhookKey: '' })
  }
  return (
    <>
      <div className="pairs">
        <Select
          label={t('channels.returns.service')}
          description={s.service ? undefined : t('channels.returns.serviceHow')}
          inputWrapperOrder={below}
          data={[
            { value: '', label: t('channels.returns.noService') },
            ...services.map((x) => ({ value: x, label: t(`channels.returns.by.${x}`) })),
          ]}
          value={s.service ?? ''}
          onChange={choose}
          allowDeselect={false}
          error={at('service')}
        />
        {s.service && s.service !== 'postmark' && (
          <KeyInput
            label={t(`channels.returns.key.${s.service}`)}
            value={secrets.webhookKey}
            set={(webhookKey) => setSecrets({ webhookKey })}
            kept={false}
            how={t(same ? 'channels.returns.keyKept' : 'channels.returns.keyHow')}
            error={at('webhookKey')}
          />
        )}
      </div>
      {s.service && (
        <div className="chn-back">
          <p className="t2">{t(`channels.returns.how.${s.service}`)}</p>
          {same && kept.returnUrl ? (
            <ToCopy what={t('channels.returnUrl')} text={kept.returnUrl} copy={t('channels.copyAddress')} />
          ) : (
            <p className="t3 sm">{t('channels.returns.urlLater')}</p>
          )}
        </div>
      )}
    </>
  )
}

const emptyInbox: Inbox = { host: '', port: 993, security: 'tls', user: '' }

function Mailbox(p: Props) {
  const { t } = useTranslation()
  const { s, set, at } = p
  return (
    <>
      <Checkbox
        label={t('channels.returns.inbox')}
        description={t('channels.returns.inboxHow')}
        checked={!!s.inbox}
        onChange={(e) =>
          set(e.currentTarget.checked ? { inbox: emptyInbox } : { inbox: undefined, returnPath: undefined })
        }
      />
      {s.inbox && <InboxFields {...p} inbox={s.inbox} />}
      {s.inbox && (
        <TextInput
          label={t('channels.returns.path')}
          description={t('channels.returns.pathHow')}
          inputWrapperOrder={below}
          placeholder="tra-ve.mocan.vn"
          maxLength={253}
          value={s.returnPath ?? ''}
          onChange={(e) => set({ returnPath: e.target.value.trim() || undefined })}
          error={at('returnPath')}
        />
      )}
    </>
  )
}

function InboxFields({ inbox, set: setAll, at, secrets, setSecrets, kept }: Props & { inbox: Inbox }) {
  const { t } = useTranslation()
  const set = (some: Partial<Inbox>) => setAll({ inbox: { ...inbox, ...some } })
  return (
    <>
      <InboxDoor inbox={inbox} set={set} at={at} />
      <div className="pairs">
        <TextInput
          label={t('channels.returns.user')}
          autoComplete="off"
          maxLength={300}
          value={inbox.user}
          onChange={(e) => set({ user: e.target.value.trim() })}
          error={at('inbox.user') && (inbox.user ? at('inbox.user') : t('common.required'))}
        />
        <KeyInput
          label={t('channels.returns.password')}
          value={secrets.inboxPassword}
          set={(inboxPassword) => setSecrets({ inboxPassword })}
          kept={!!kept.settings?.inbox}
          how={t('channels.passwordHow')}
          error={at('inboxPassword', 'imapPassword')}
        />
      </div>
      <TextInput
        label={t('channels.returns.folder')}
        description={t('channels.returns.folderHow')}
        inputWrapperOrder={below}
        placeholder="INBOX"
        maxLength={200}
        value={inbox.folder ?? ''}
        onChange={(e) => set({ folder: e.target.value || undefined })}
        error={at('inbox.folder')}
      />
    </>
  )
}

interface DoorProps {
  inbox: Inbox
  set: (some: Partial<Inbox>) => void
  at: Part['at']
}

function InboxDoor({ inbox, set, at }: DoorProps) {
  const { t } = useTranslation()
  return (
    <div className="chn-3">
      <TextInput
        label={t('channels.returns.host')}
        placeholder="imap.mocan.vn"
        maxLength={253}
        value={inbox.host}
        onChange={(e) => set({ host: e.target.value.trim() })}
        error={at('inbox.host')}
      />
      <NumberInput
        label={t('channels.returns.port')}
        min={1}
        max={65535}
        allowDecimal={false}
        thousandSeparator=""
        hideControls
        value={inbox.port}
        onChange={(v) => set({ port: Number(v) || 0 })}
        error={at('inbox.port')}
      />
      <Select
        label={t('channels.returns.security')}
        data={protections.map((v) => ({ value: v, label: t(`channels.secured.${v}`) }))}
        value={inbox.security}
        onChange={(v) => v && set({ security: v as Protection })}
        allowDeselect={false}
        error={at('inbox.security')}
      />
    </div>
  )
}
