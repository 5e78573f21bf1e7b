import { Menu } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '@/api/client'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { EditText } from '@/parts/EditText'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { explain } from '@/parts/parts'
import { useMay } from '@/session'
import { CheckPart } from './CheckPart'
import { channelsQuery, useMaySend } from './data'
import { Preview } from './Preview'
import { SendPart } from './SendPart'
import { StateTag } from './Parts'
import { useCrumb } from './Step'
import { type Campaign, server } from './types'
import { useCheck } from './useCheck'
import { useDraft, type Draft } from './useDraft'
import { WhatPart } from './WhatPart'
import { WhoPart } from './WhoPart'

/** A campaign being written: who, what, who would get it, and sending; the letter beside it as it will look. */
export function DraftPage({ campaign }: { campaign: Campaign }) {
  const draft = useDraft(campaign)
  const may = useMaySend()
  const check = useCheck(draft)
  return (
    <div className="page camp">
      <Head campaign={campaign} draft={draft} may={may} />
      <NoChannel />
      <div className="camp-g">
        <fieldset className="camp-f" disabled={!may}>
          <WhoPart draft={draft} />
          <WhatPart draft={draft} />
          <CheckPart check={check} />
          <SendPart draft={draft} check={check} />
        </fieldset>
        <Preview letter={draft.now.letter} of={draft.now.class} lang={draft.now.lang} />
      </div>
    </div>
  )
}

function Head({ campaign, draft, may }: { campaign: Campaign; draft: Draft; may: boolean }) {
  const { t } = useTranslation()
  return (
    <PageHead
      title={
        <EditText
          value={draft.now.name}
          label={t('campaign.name')}
          max={100}
          readOnly={!may}
          onSave={(name) => name && draft.change({ name })}
        />
      }
      help="campaign"
      way={useCrumb()}
      sub={<StateTag of={campaign} />}
    >
      <div className="row">
        <Kept draft={draft} />
        {may && <DraftMenu campaign={campaign} />}
      </div>
    </PageHead>
  )
}

/** Whether what stands here is safe. */
function Kept({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const f = useFormat()
  if (draft.error)
    return (
      <span className="camp-bad" role="alert">
        <Icon name="alert" size="s" />
        <span>
          {t('campaign.notKept')} {explain(draft.error, t)}
        </span>
        <button type="button" className="btn o" onClick={() => void draft.keep().catch(() => undefined)}>
          {t('common.retry')}
        </button>
      </span>
    )
  return (
    <span className="t3 sm nw" role="status">
      {draft.changed
        ? t('campaign.keeping')
        : draft.keptAt
          ? t('campaign.keptAt', { time: f.time(draft.keptAt) })
          : t('campaign.kept')}
    </span>
  )
}

function DraftMenu({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => call(server.DELETE('/v1/campaigns/{id}', { params: { path: { id: campaign.id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['campaigns'] })
      void navigate({ to: '/campaigns' })
    },
  })
  return (
    <>
      <Menu position="bottom-end" returnFocus={false}>
        <Menu.Target>
          <button type="button" className="btn i" aria-label={t('common.more')}>
            <Icon name="dots" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="trash" size="s" />} onClick={() => setAsking(true)}>
            {t('campaign.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('campaign.delete')}
        go={t('common.delete')}
        danger
        act={remove}
      >
        <p>{t('campaign.deleteSure', { name: campaign.name })}</p>
      </Confirm>
    </>
  )
}

/** Without an account nothing leaves; it is said before anything is written. */
function NoChannel() {
  const { t } = useTranslation()
  const may = useMay('settings')
  const email = useQuery(channelsQuery).data?.channels.find((c) => c.way === 'email')
  if (!email || (email.set && email.state === 'on')) return null
  const why = email.set ? 'blocked' : 'unset'
  return (
    <div className="camp-note warn" role="note">
      <Icon name="alert" />
      <p>
        <b>{t(`campaign.channel.${why}`)}</b> {t(may ? `campaign.channel.${why}How` : 'campaign.channel.askOther')}
      </p>
      {may && (
        <Link to="/settings" search={{ tab: 'channels' }} className="btn o">
          {t('campaign.channel.open')}
        </Link>
      )}
    </div>
  )
}
