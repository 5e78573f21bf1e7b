import { Menu } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { EditText } from '@/parts/EditText'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { explain } from '@/parts/parts'
import { useMay } from '@/session'
import { CheckPart } from './CheckPart'
import { useMaySend, useWays } from './data'
import { Facts } from './Facts'
import { Preview } from './Preview'
import { SendPart } from './SendPart'
import { StateTag } from './Parts'
import { useCrumb } from './Step'
import type { Campaign, Way } from './types'
import { useCheck } from './useCheck'
import { useDraft, type Draft } from './useDraft'
import { useAt, waysOf } from './ways'
import { WhatPart } from './WhatPart'
import { WhoPart } from './WhoPart'

/** A campaign that has not been started: whoever may send writes it, others look at it. */
export function DraftPage({ campaign }: { campaign: Campaign }) {
  return useMaySend() ? <Writing campaign={campaign} /> : <Reading campaign={campaign} />
}

/** Who, what, who would get it, and sending; the letter beside it as it will look. */
function Writing({ campaign }: { campaign: Campaign }) {
  const draft = useDraft(campaign)
  const check = useCheck(draft)
  const at = useAt(draft.now)
  return (
    <div className="page camp">
      <Head campaign={campaign} draft={draft} />
      <NotKept draft={draft} />
      <NoChannel ways={waysOf(draft.now)} />
      <div className="camp-g">
        <div className="camp-f">
          <WhoPart draft={draft} />
          <WhatPart draft={draft} at={at} />
          <CheckPart check={check} />
          <SendPart draft={draft} check={check} />
        </div>
        <Preview of={draft.now} at={at} />
      </div>
    </div>
  )
}

function Reading({ campaign: c }: { campaign: Campaign }) {
  const { t } = useTranslation()
  return (
    <div className="page camp">
      <PageHead title={c.name} help="campaign" way={useCrumb()} sub={<StateTag of={c} />} />
      <p className="camp-note">{t('campaign.readOnly')}</p>
      <div className="camp-g">
        <Facts campaign={c} />
        <Preview of={c} at={useAt(c)} />
      </div>
    </div>
  )
}

function Head({ campaign, draft }: { campaign: Campaign; draft: Draft }) {
  const { t } = useTranslation()
  return (
    <PageHead
      title={
        <EditText
          value={draft.now.name}
          label={t('campaign.name')}
          max={100}
          onSave={(name) => name && draft.change({ name })}
        />
      }
      help="campaign"
      way={useCrumb()}
      sub={<StateTag of={campaign} />}
    >
      <div className="row">
        <Kept draft={draft} />
        <DraftMenu campaign={campaign} />
      </div>
    </PageHead>
  )
}

/** Whether what stands here is safe. */
function Kept({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const f = useFormat()
  const at = draft.keptAt ? t('campaign.keptAt', { time: f.time(draft.keptAt) }) : t('campaign.kept')
  return (
    <span className="t3 sm nw" role="status">
      {draft.error ? '' : draft.changed ? t('campaign.keeping') : at}
    </span>
  )
}

/** Stays in sight however far down the writing is. */
function NotKept({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  if (!draft.error) return null
  return (
    <div className="camp-note bad stuck" role="alert">
      <Icon name="alert" />
      <p>
        {t('campaign.notKept')} {explain(draft.error, t)}
      </p>
      <button type="button" className="btn o" onClick={() => void draft.keep().catch(() => undefined)}>
        {t('common.retry')}
      </button>
    </div>
  )
}

function DraftMenu({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/campaigns/{id}', { params: { path: { id: campaign.id } } })),
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
function NoChannel({ ways }: { ways: Way[] }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const { channel, missing } = useWays()
  const unset = ways.filter(missing)
  const blocked = ways.filter((w) => !missing(w) && channel(w)?.state === 'blocked')
  const [why, list] = unset.length > 0 ? ['unset', unset] : ['blocked', blocked]
  if (list.length === 0) return null
  const names = list.map((w) => t(`reach.way.${w}`)).join(', ')
  return (
    <div className="camp-note warn" role="note">
      <Icon name="alert" />
      <p>
        <b>{t(`campaign.channel.${why}`, { ways: names })}</b>{' '}
        {t(may ? `campaign.channel.${why}How` : 'campaign.channel.askOther')}
      </p>
      {may && (
        <Link to="/settings" search={{ tab: 'channels' }} className="btn o">
          {t('campaign.channel.open')}
        </Link>
      )}
    </div>
  )
}
